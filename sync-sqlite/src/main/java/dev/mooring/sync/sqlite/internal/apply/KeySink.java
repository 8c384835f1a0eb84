package dev.mooring.sync.sqlite.internal.apply;

/** Takes the keys of rows that were written for the server's sake. */
@FunctionalInterface
public interface KeySink {
    /**
     * A row was written, deleted, or set aside.
     *
     * @param table its name
     * @param key as text
     */
    void changed(String table, String key);
}
