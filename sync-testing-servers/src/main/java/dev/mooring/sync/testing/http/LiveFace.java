package dev.mooring.sync.testing.http;

import org.jspecify.annotations.Nullable;

/** What a stand-in does with those who listen to it, in process and over loopback alike. Thread-safe. */
public interface LiveFace {
    /**
     * Whether a request asks for a channel, and not for an answer.
     *
     * @param request as it came
     * @return false if it is a request like others
     */
    boolean takes(Request request);

    /**
     * Somebody asks for a socket or a stream.
     *
     * @param request as it came
     * @return a refusal, or null to let it in
     */
    @Nullable
    Reply refuses(Request request);

    /**
     * The subprotocol of a WebSocket that is let in.
     *
     * @param request as it came
     * @return one that the client named; null, the default, for none
     */
    default @Nullable String subprotocol(Request request) {
        return null;
    }

    /**
     * It is let in.
     *
     * @param request as it came
     * @param line takes what the server says, in order; from any thread
     * @return takes what the client says
     */
    Client connected(Request request, Line line);

    /** What comes from a client. A client of a stream says nothing. */
    interface Client {
        /** A text frame. */
        void text(String text);

        /** A binary frame. */
        default void binary(byte[] bytes) {}

        /** It is gone, in order or not. Once. */
        void closed();
    }

    /** One connection, from the server's side. What is said after the end is lost. */
    interface Line {
        /** A text frame, or an event's data. */
        void send(String text);

        /** An event of a name; a WebSocket sends its data alone. */
        void event(String name, @Nullable String id, String data);

        /** A sign of life in a stream, which no reader of events is told; nothing over a WebSocket. */
        void comment(String text);

        /** A binary frame; nothing in a stream. */
        void binary(byte[] bytes);

        /** Ends it in order. A stream has no code. */
        void close(int code, String reason);
    }
}
