package dev.mooring.sync.testing.http;

import org.jspecify.annotations.Nullable;

/** A connection in process, from the client's side, as {@link StandInServer#connect} makes it. */
public interface LiveClient {
    /** Says something. The server has dealt with it when this returns, and what it says to that was told to the listener. */
    void send(String text);

    /** A binary frame. */
    void sendBinary(byte[] bytes);

    /** Goes away. The listener is told nothing any more. Idempotent. */
    void close();

    /**
     * Told what the server says, in order, one thing at a time, on the thread that made the server say it, under no lock of the
     * server's.
     */
    interface Listener {
        /** Not let in. */
        default void refused(Reply reply) {}

        /** Let in; the first thing that is told. */
        default void opened(LiveClient client) {}

        /** A text frame, its name empty; or an event. */
        void text(String name, @Nullable String id, String data);

        /** A binary frame. */
        default void binary(byte[] bytes) {}

        /** A sign of life that is no event. */
        default void comment() {}

        /** The server ended it; code 1006 where it did so without a word. */
        default void closed(int code, String reason) {}
    }
}
