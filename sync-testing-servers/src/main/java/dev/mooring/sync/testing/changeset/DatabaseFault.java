package dev.mooring.sync.testing.changeset;

/** What is wrong with the databases of a server. */
public enum DatabaseFault {
    /** Nothing. */
    NONE(""),

    /** They can be read, and nothing can be written. */
    FULL("database or disk is full"),

    /** They can neither be read nor written, and the health check says so. */
    MALFORMED("database disk image is malformed");

    final String words;

    DatabaseFault(String words) {
        this.words = words;
    }
}
