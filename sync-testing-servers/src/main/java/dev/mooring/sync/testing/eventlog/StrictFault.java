package dev.mooring.sync.testing.eventlog;

/** What a {@link Flavour#STRICT strict} server may do wrong. */
public enum StrictFault {
    /** A writer that takes the lease over gets the token of the one before. */
    SAME_TOKEN_TWICE,
    /** A restart forgets who holds the lease, and the token. */
    FORGETS_LEASE_AT_RESTART,
    /** The server writes its own events while a client holds the lease. */
    APPENDS_WHILE_HELD
}
