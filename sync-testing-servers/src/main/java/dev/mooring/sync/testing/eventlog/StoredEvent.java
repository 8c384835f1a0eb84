package dev.mooring.sync.testing.eventlog;

/**
 * A row of a user's log.
 *
 * @param sequence its place
 * @param timestamp as it was sent
 * @param eventType as it was sent
 * @param schemaVersion as JSON text: a number, as a rule
 * @param payload as it was sent
 */
public record StoredEvent(long sequence, String timestamp, String eventType, String schemaVersion, String payload) {}
