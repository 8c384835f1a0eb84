package dev.mooring.sync.testing.eventlog;

/** Which of the two servers in use is played. */
public enum Flavour {
    /** The base one: clients alone write into a log. */
    BASE,
    /**
     * The newest one: cron, webhook and alarm endpoints write into a user's log, too, and a client that sends a
     * {@code proxy_minted} event is answered 403.
     */
    FULL
}
