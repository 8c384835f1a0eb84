package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.ValueText;
import dev.mooring.sync.spi.storage.Confirmed;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a mutation asks for: the whole entity, as the server replaces it whole, or its deletion.
 *
 * <p>An entity that names no {@code updatedAt} gets the time of its mutation, since last-write-wins needs a stamp on every
 * device.
 */
final class Outgoing {
    /** Below the 2,100,000 bytes of UTF-8 that the server is known to store; it adds a few fields of its own. */
    private static final long MOST_BYTES = 1_900_000;

    /** The JSON reader goes 255 levels deep, and an entity stands below some of a pull. */
    private static final int MOST_LEVELS = 200;

    /** Above every version that a row has: the batch route compares versions, and no pull tells them. */
    private static final int ANY_VERSION = Integer.MAX_VALUE;

    private final EntityCollection type;
    private final Mutation mutation;
    private final String key;
    private final boolean gone;
    private @Nullable Read read;
    private @Nullable Boolean inBatch;

    private Outgoing(EntityCollection type, Mutation mutation) {
        this.type = type;
        this.mutation = mutation;
        this.key = mutation.key();
        this.gone = mutation.kind().equals(Mutation.DELETE);
    }

    /** The payload, read when it is first asked for. */
    private record Read(Map<String, Object> given, Map<String, Object> state, Instant stamp) {}

    private Read read() {
        Read known = read;
        if (known == null) {
            known = read(map(Tree.of(mutation.payload())));
            read = known;
        }
        return known;
    }

    private Read read(Map<String, Object> given) {
        Map<String, Object> state = Canonical.of(type, given);
        if (type == EntityCollection.PIECE) {
            state.put("scoreId", key);
            state.putIfAbsent("id", key);
        } else {
            state.put("id", key);
        }
        Instant told = gone ? Times.of(given.get("deletedAt")) : Canonical.stamp(state);
        Instant stamp = told == null ? mutation.createdAt() : told;
        state.put("updatedAt", Times.text(stamp));
        return new Read(given, state, stamp);
    }

    /**
     * Refuses what the server would refuse or cut, over whatever route.
     *
     * @param repertoire whether pieces are carried
     * @throws IllegalArgumentException naming the field and the rule
     */
    static Outgoing checked(Mutation mutation, boolean repertoire) {
        EntityCollection type = EntityCollection.of(mutation.collection());
        if (type == null || (type == EntityCollection.PIECE && !repertoire)) {
            throw refused(
                    mutation,
                    "this server syncs the collections " + String.join(", ", EntityCollection.collections())
                            + (repertoire ? " and " + EntityCollection.PIECE.collection() : "") + " only");
        }
        if (mutation.key().isEmpty()) {
            throw refused(mutation, "an entity needs a key: its id");
        }
        try {
            if (!ValueText.of(mutation.payload()).skip(MOST_LEVELS)) {
                throw refused(
                        mutation,
                        "it is nested deeper than " + MOST_LEVELS + " levels, and no device could read it back");
            }
            Object payload = Tree.exact(mutation.payload());
            check(type, mutation, payload);
            Outgoing outgoing = new Outgoing(type, mutation);
            outgoing.read = outgoing.read(map(payload));
            long bytes = Utf8.size(outgoing.wire(""));
            if (bytes > MOST_BYTES) {
                throw refused(mutation, "it has " + bytes + " bytes on the wire, the server takes " + MOST_BYTES);
            }
            return outgoing;
        } catch (RefusedPayload e) {
            String way = type == EntityCollection.PIECE ? "the live channel" : "HTTP";
            throw refused(mutation, e.words() + "; as it is, it cannot go over " + way);
        } catch (JsonDataException e) {
            throw refused(mutation, String.valueOf(e.getMessage()));
        }
    }

    private static void check(EntityCollection type, Mutation mutation, Object payload) {
        if (mutation.kind().equals(Mutation.DELETE)) {
            checkDeletion(payload);
        } else {
            EntitySchema.check(type, payload);
        }
        if (type == EntityCollection.PIECE) {
            checkPiece(mutation, map(payload));
            return;
        }
        Object id = map(payload).get("id");
        if (id != null && !id.equals(mutation.key())) {
            throw new RefusedPayload("id", "must be the key of the mutation, where it is given");
        }
    }

    /** The server rewrites the id of a score where one is put, but not where one is removed. */
    private static void checkPiece(Mutation mutation, Map<String, Object> payload) {
        String kept = EntryPieceIds.kept(mutation.key());
        if (!kept.equals(mutation.key())) {
            throw new RefusedPayload("the key", "must be the id of a score as the server keeps it, here: " + kept);
        }
        for (String name : new String[] {"scoreId", "score_id"}) {
            Object score = payload.get(name);
            if (score != null && !score.equals(mutation.key())) {
                throw new RefusedPayload(name, "must be the key of the mutation, where it is given");
            }
        }
    }

    private static void checkDeletion(Object payload) {
        if (payload == Tree.Null.NULL) {
            return;
        }
        SchemaRule.record().check("the payload of a deletion", payload);
        Object at = map(payload).get("deletedAt");
        if (at != null) {
            SchemaRule.utc().orNull().check("deletedAt", at);
        }
    }

    private static IllegalArgumentException refused(Mutation mutation, String why) {
        return new IllegalArgumentException(
                "mutation of " + mutation.collection() + "/" + mutation.key() + " refused: " + why);
    }

    /** Of a mutation that was looked at when it was recorded. */
    static Outgoing of(Mutation mutation) {
        EntityCollection type = EntityCollection.of(mutation.collection());
        if (type == null) {
            throw new IllegalArgumentException("mutation " + mutation.id() + " is of collection "
                    + mutation.collection() + ", which this dialect never records");
        }
        return new Outgoing(type, mutation);
    }

    private static Map<String, Object> map(Object payload) {
        if (!(payload instanceof Map<?, ?> map)) {
            return Collections.emptyMap();
        }
        Map<String, Object> copy = new TreeMap<>();
        map.forEach((name, value) -> copy.put((String) name, value));
        return copy;
    }

    boolean isOf(Mutation other) {
        return mutation.equals(other);
    }

    EntityCollection type() {
        return type;
    }

    String key() {
        return key;
    }

    boolean isGone() {
        return gone;
    }

    /** The whole state that it asks for, in the one shape. */
    Map<String, Object> state() {
        return read().state();
    }

    /** No request carries a piece of the repertoire. */
    boolean goesOverChannel() {
        return type == EntityCollection.PIECE;
    }

    /**
     * A push cannot delete a goal: the server cuts the field that would (§1, "NO deletedAt"). It refuses or cuts what the server's
     * own clients send over the live channel, too (§5), and replaces the whole entity, so what it cut would be lost. A batch stores
     * what it is given.
     */
    boolean goesInBatch() {
        Boolean known = inBatch;
        if (known == null) {
            known = type == EntityCollection.PIECE
                    ? false
                    : gone ? type == EntityCollection.GOAL : !EntitySchema.isPushed(type, read().given());
            inBatch = known;
        }
        return known;
    }

    Instant stamp() {
        return read().stamp();
    }

    String echo() {
        return gone ? Confirmed.GONE : Canonical.fingerprint(type, state(), Tree.write(state()));
    }

    /**
     * An item of a push, or of a batch.
     *
     * @param batch names the batch that is frozen: the batch route takes a checksum that it has seen for an entity that it has, and
     *     the same entity may have to be written again over another one
     */
    String wire(String batch) {
        boolean inBatch = goesInBatch();
        if (inBatch && gone) {
            return batchItem(batchTombstone(), "");
        }
        Map<String, Object> item = gone ? tombstone() : new TreeMap<>(state());
        if (!gone && !inBatch) {
            read().given().forEach((name, value) -> {
                if (type == EntityCollection.ENTRY && Canonical.BOOKKEEPING.contains(name)) {
                    item.put(name, value);
                }
            });
        }
        if (type == EntityCollection.GOAL) {
            rename(item, "createdAt", "created_at");
            rename(item, "updatedAt", "updated_at");
        }
        return inBatch ? batchItem(item, batch) : Tree.write(item);
    }

    private Map<String, Object> tombstone() {
        Map<String, Object> item = new TreeMap<>();
        item.put("id", key);
        item.put("deletedAt", Times.text(stamp()));
        item.put("updatedAt", Times.text(stamp()));
        if (type == EntityCollection.OCCURRENCE) {
            // The schema demands it, and a deletion looks at the id alone.
            Object plan = read().given().get("planId");
            item.put("planId", plan instanceof String ? plan : key);
        }
        return item;
    }

    private Map<String, Object> batchTombstone() {
        Map<String, Object> data = new TreeMap<>();
        data.put("id", key);
        data.put("deletedAt", Times.text(stamp()));
        return data;
    }

    private String batchItem(Map<String, Object> data, String batch) {
        Map<String, Object> item = new TreeMap<>();
        item.put("id", key);
        item.put("type", type.wire());
        item.put("data", data);
        item.put("checksum", Canonical.sha256(Tree.write(data) + batch));
        item.put("version", (double) ANY_VERSION);
        return Tree.write(item);
    }

    private static void rename(Map<String, Object> item, String from, String to) {
        @Nullable Object value = item.remove(from);
        if (value != null) {
            item.put(to, value);
        }
    }
}
