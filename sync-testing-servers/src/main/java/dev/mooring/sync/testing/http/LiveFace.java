package dev.mooring.sync.testing.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a stand-in does with those who listen to it, in process and over loopback alike. */
public interface LiveFace {
    /**
     * Somebody asks for a socket or a stream.
     *
     * @param request as it came
     * @return a refusal, or null to let it in
     */
    @Nullable
    Reply refuses(Request request);

    /**
     * It is let in.
     *
     * @param request as it came
     * @param out takes what the server says, in order; from any thread
     * @return takes what the client says; ends with null
     */
    Consumer<@Nullable String> connected(Request request, Line out);

    /** One connection, from the server's side. */
    interface Line {
        /** A text frame, or an event's data. */
        void send(String text);

        /** An event of a name; a WebSocket sends its data alone. */
        void event(String name, @Nullable String id, String data);

        /** A binary frame. */
        void binary(byte[] bytes);

        /** Ends it in order. */
        void close(int code, String reason);
    }
}
