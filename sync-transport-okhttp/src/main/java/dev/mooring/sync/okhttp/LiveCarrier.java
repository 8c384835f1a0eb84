package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Duration;
import okio.BufferedSource;
import okio.ByteString;

/** One connection that carries messages: a WebSocket, or a stream of events. */
interface LiveCarrier {
    /** Begins. A stream holds the calling thread until it ends; a WebSocket returns at once. */
    void run();

    /**
     * Says something, in order.
     *
     * @return false if that cannot be said any more
     */
    boolean send(String text);

    /**
     * Says something binary, in order.
     *
     * @return false if that cannot be said any more, or by this carrier
     */
    default boolean send(ByteString message) {
        return false;
    }

    /** Asks for {@link Taker#ponged}. */
    default void ping() {}

    /** Waits a little for the end of one that was closed. */
    default void awaitEnd() {}

    /** Ends it, from any thread; what it tells from then on does not matter. */
    void close(int code);

    /** Takes what comes, on the thread that reads. */
    interface Taker {
        /** It is open. */
        void opened();

        /** Something came. */
        void alive();

        /** As {@link LiveDialect.Session#received(String, String)}. */
        void text(String type, String text);

        /** As {@link LiveDialect.Session#received(ByteString)}. */
        void binary(ByteString message);

        /** As {@link LiveDialect.Session#read}; blocks until it is read, or thrown. */
        default void message(BufferedSource message, long length) throws IOException {}

        /** What was asked for by {@link LiveCarrier#ping} has come. */
        default void ponged() {}

        /** How long the other side may be silent at least, as an exchange waits for it. */
        default Duration patience() {
            return Duration.ZERO;
        }

        /** It is over, or never was. */
        void ended(End end);
    }
}
