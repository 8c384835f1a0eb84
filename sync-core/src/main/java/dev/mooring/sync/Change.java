package dev.mooring.sync;

import dev.mooring.sync.spi.text.Shown;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A fact that the server tells us.
 *
 * @param position its place in the server's history, ascending; {@link #NO_POSITION} where the dialect has none
 * @param collection the kind of thing that changed; the dialect's page says how it is found for a writer that is not Mooring
 * @param key which one of the collection
 * @param kind what happened, in the writer's words; {@link Mutation#DELETE} for a deletion
 * @param payload the text that the server holds; JSON where its writer kept to JSON, which no log server checks
 * @param tombstone whether it says that the thing is gone
 * @param schemaVersion the writer's schema version; 0 where unknown
 * @param at the stamp that travels with the change, verbatim; for display only, and possibly empty
 * @param origin the device that wrote it, empty where unknown
 */
public record Change(
        long position,
        String collection,
        String key,
        String kind,
        String payload,
        boolean tombstone,
        int schemaVersion,
        String at,
        String origin) {

    /** The position of a change whose dialect has no order. */
    public static final long NO_POSITION = -1;

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * The change that a mutation of this device makes.
     *
     * @param mutation a recorded mutation
     * @param position where the server put it, or {@link #NO_POSITION} while it has not
     * @param origin this device, or empty
     * @return the change
     */
    public static Change of(Mutation mutation, long position, String origin) {
        return new Change(
                position,
                mutation.collection(),
                mutation.key(),
                mutation.kind(),
                mutation.payload(),
                mutation.kind().equals(Mutation.DELETE),
                mutation.schemaVersion(),
                STAMP.format(mutation.createdAt()),
                origin);
    }

    /**
     * The change that says no more than that the thing is gone.
     *
     * @param collection of the thing
     * @param key of the thing
     * @return a tombstone without position, stamp and origin
     */
    public static Change gone(String collection, String key) {
        return new Change(NO_POSITION, collection, key, Mutation.DELETE, "null", true, 0, "", "");
    }

    /** Names the change without its payload, which may hold what must not be logged. */
    @Override
    public String toString() {
        return "Change[" + position + " " + Shown.name(kind) + " " + Shown.name(collection) + "/" + Shown.name(key)
                + "]";
    }
}
