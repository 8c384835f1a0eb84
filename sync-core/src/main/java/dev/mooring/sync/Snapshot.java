package dev.mooring.sync;

import java.util.Objects;

/**
 * The state that a server's history begins with. Its form is the business of whoever wrote it; the library never reads it.
 *
 * @param text as the server holds it; empty for a history that begins with nothing
 */
public record Snapshot(String text) {
    public Snapshot {
        Objects.requireNonNull(text, "text");
    }

    /** Tells its length, as the text may hold what must not be logged. */
    @Override
    public String toString() {
        return "Snapshot[" + text.length() + " characters]";
    }
}
