package dev.mooring.examples.server.lease;

/**
 * What a request says of its writer.
 *
 * @param name empty if the client knows no leases
 * @param token the token that it was told last, 0 if none
 */
public record Writer(String name, long token) {
    /** A client that knows no leases. */
    public static final Writer NONE = new Writer("", 0);

    /** Whether the client knows leases. */
    public boolean isNamed() {
        return !name.isEmpty();
    }
}
