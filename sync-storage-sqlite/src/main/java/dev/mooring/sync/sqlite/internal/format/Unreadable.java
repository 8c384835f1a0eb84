package dev.mooring.sync.sqlite.internal.format;

/** A change that is none of a row: says what is wrong and where, never what is there. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
        super(message);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
