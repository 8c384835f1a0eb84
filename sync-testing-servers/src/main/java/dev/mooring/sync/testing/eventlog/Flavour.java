package dev.mooring.sync.testing.eventlog;

/** Which server is played. The first two are in use. */
public enum Flavour {
    /** The base one: clients alone write into a log. */
    BASE,
    /**
     * The newest one: cron, webhook and alarm endpoints write into a user's log, too, and a client that sends a
     * {@code proxy_minted} event is answered 403.
     */
    FULL,
    /**
     * One that keeps the promises of {@code docs/event-log.md}: batches are stored whole or not at all and compared with the log, a batch
     * that comes again is answered as the first time, the log has a history, answers come in pages, and one writer at a time has the right
     * to write. What the server writes itself waits while a client has that right.
     */
    STRICT
}
