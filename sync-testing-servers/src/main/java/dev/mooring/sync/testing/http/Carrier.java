package dev.mooring.sync.testing.http;

import org.jspecify.annotations.Nullable;

/** Brings what the server says to one client. Never blocks, and calls nobody back. */
interface Carrier {
    void event(String name, @Nullable String id, String data);

    void comment(String text);

    void binary(byte[] bytes);

    void close(int code, String reason);

    /** Ends it without a word, as a network does. */
    void cut();

    /** Tells the client what waits for it, where that is not done by a thread of its own. */
    default void flush() {}
}
