package dev.mooring.sync;

import java.util.Objects;

/**
 * Where we are in the server's history. The token is the dialect's own. The library stores it, hands it back, and never parses it.
 *
 * @param token the dialect's text; empty before the first contact
 */
public record Cursor(String token) {
    /** Before the first contact. */
    public static final Cursor START = new Cursor("");

    public Cursor {
        Objects.requireNonNull(token, "token");
    }

    /**
     * Whether nothing was ever received.
     *
     * @return true for {@link #START}
     */
    public boolean isStart() {
        return token.isEmpty();
    }
}
