package dev.mooring.sync;

import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A local intent: what the app wants the server to know, recorded in the outbox in the same transaction as the app's own
 * rows.
 *
 * <p>Build one with {@link #of}; {@link Outbox#add} stamps it with an id and a time and returns the recorded one. A
 * storage that {@linkplain dev.mooring.sync.spi.storage.Storage#captures captures} writes has its own ones recorded.
 *
 * @param id a UUIDv7, unique over all devices; all zero until the mutation is recorded. Its last 64 bits are those of the
 *     client that recorded it, from its building to its end, and its first 64 bits ascend within them
 * @param collection the kind of thing that is changed, such as a table; never empty
 * @param key which one of the collection; may be empty where the collection is a plain log
 * @param kind what happened, in the app's words; {@link #DELETE} means that the thing is gone
 * @param payload JSON text, opaque to the library and carried exactly as given
 * @param schemaVersion version of the payload's shape, the app's own; 1 unless set
 * @param createdAt when it was recorded, or captured by the database; for display and for last-write-wins stamps, never for
 *     order
 */
public record Mutation(
        UUID id, String collection, String key, String kind, String payload, int schemaVersion, Instant createdAt) {

    /** The kind that marks a deletion. */
    public static final String DELETE = "delete";

    private static final UUID UNRECORDED = new UUID(0, 0);

    public Mutation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(collection, "collection");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /**
     * A mutation that is not recorded yet.
     *
     * @param collection never empty
     * @param key may be empty
     * @param kind never empty
     * @param payload one JSON value as text
     * @return the mutation, to be given to {@link Outbox#add}, which checks it
     */
    public static Mutation of(String collection, String key, String kind, String payload) {
        return new Mutation(UNRECORDED, collection, key, kind, payload, 1, Instant.EPOCH);
    }

    /**
     * A deletion that is not recorded yet; its payload is {@code null} as JSON.
     *
     * @param collection never empty
     * @param key which one is gone
     * @return the mutation, to be given to {@link Outbox#add}
     */
    public static Mutation delete(String collection, String key) {
        return of(collection, key, DELETE, "null");
    }

    /**
     * The same with another schema version.
     *
     * @param version the app's own number
     * @return a copy
     */
    public Mutation withSchemaVersion(int version) {
        return new Mutation(id, collection, key, kind, payload, version, createdAt);
    }

    /**
     * The same as recorded: with its identity and its time.
     *
     * @param newId the UUIDv7
     * @param at the time of recording, kept in whole milliseconds
     * @return a copy
     */
    public Mutation recorded(UUID newId, Instant at) {
        return new Mutation(
                newId, collection, key, kind, payload, schemaVersion, Instant.ofEpochMilli(at.toEpochMilli()));
    }

    /**
     * Whether {@link Outbox#add} has stamped it.
     *
     * @return false for what {@link #of} made
     */
    public boolean isRecorded() {
        return !id.equals(UNRECORDED);
    }

    /** Names the mutation without its payload, which may hold what must not be logged. */
    @Override
    public String toString() {
        return "Mutation[" + id + " " + Shown.name(kind) + " " + Shown.name(collection) + "/" + Shown.name(key) + "]";
    }
}
