package dev.mooring.sync.okhttp.eventlog;

/**
 * Tells what an event is about, for logs without the {@linkplain EventLogDialect envelope}. There the app owns the form of the payload, so
 * the app has to say. It must be pure and thread-safe.
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
