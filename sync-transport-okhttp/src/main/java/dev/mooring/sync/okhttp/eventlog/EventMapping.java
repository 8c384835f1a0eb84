package dev.mooring.sync.okhttp.eventlog;

/**
 * Finds what an event is about, for logs without the {@linkplain EventLogDialect envelope}: the app owns the payload's
 * shape, so only the app knows. Pure and thread-safe.
 */
@FunctionalInterface
public interface EventMapping {
    /**
     * Reads one event.
     *
     * @param eventType as it stands in the log
     * @param payload as it stands in the log; not necessarily JSON
     * @return what it is about
     */
    Subject read(String eventType, String payload);

    /**
     * What an event is about, in the words of {@link dev.mooring.sync.Change}.
     *
     * @param collection never empty
     * @param key may be empty
     * @param kind never empty
     */
    record Subject(String collection, String key, String kind) {}
}
