package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Change;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a pull: five lists in one body, taken in slices while it is read.
 *
 * <p>A slice moves no cursor, as the lists are in no order that makes a position. What is in a body that is cut short or turns
 * into garbage behind it is true all the same and stays applied; but only a body with all five lists, read to its end, is a
 * listing, from which something may be missing.
 */
final class PullAnswer {
    private static final String KIND = "put";
    private static final int MOST_TOKEN_CHARS = 4_096;
    /** A longer id is remembered by its hash. */
    private static final int MOST_ID_CHARS = 64;

    private final SliceBuffer slices;
    private final JsonReader json;
    private final Set<String> lists = new HashSet<>();
    private long read;
    private long nameless;
    private @Nullable String token;

    private PullAnswer(WireResponse response, ChangeSink sink) {
        this.json = JsonReader.of(response.body());
        this.slices = new SliceBuffer(sink, () -> null);
    }

    /**
     * What a pull was.
     *
     * @param entities how many it showed
     * @param nameless how many of them had no id: any that is missing may be one of those, so nothing counts as gone
     * @param token the server's token, null if there was none
     */
    record Pulled(long entities, long nameless, @Nullable String token) {}

    static Pulled decode(String attempted, WireResponse response, ChangeSink sink) throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        PullAnswer answer = new PullAnswer(response, guard);
        return guard.run(() -> Garbage.typed(attempted, answer::decode));
    }

    private Pulled decode() throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            EntityType type = EntityType.of(name);
            if (type != null) {
                list(type);
            } else if (name.equals("syncToken")) {
                token = Exactly.token(json, MOST_TOKEN_CHARS);
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        Garbage.requireEnd(json);
        for (String collection : EntityType.collections()) {
            if (!lists.contains(collection)) {
                throw new JsonDataException("the list " + collection + " is missing");
            }
        }
        slices.flush();
        return new Pulled(read, nameless, token);
    }

    private void list(EntityType type) throws IOException {
        if (!lists.add(type.collection())) {
            throw new JsonDataException("the list " + type.collection() + " is there twice");
        }
        Set<String> ids = new HashSet<>();
        json.beginArray();
        while (json.hasNext()) {
            read++;
            if (!(Tree.read(json) instanceof Map<?, ?> entity)
                    || !(entity.get("id") instanceof String id)
                    || id.isEmpty()) {
                nameless++;
                slices.add(Incoming.unreadable(type.collection(), "", "an entity has no id"));
                continue;
            }
            // The first one is the latest; a row can only have a twin if a batch stored it under another id than its
            // own.
            if (ids.add(id.length() <= MOST_ID_CHARS ? id : Canonical.sha256(id))) {
                slices.add(readable(type, id, entity));
            }
        }
        json.endArray();
    }

    /** What is wrong with one entity keeps no other back. */
    private static Incoming readable(EntityType type, String id, Map<?, ?> entity) {
        try {
            return incoming(type, id, entity);
        } catch (JsonDataException e) {
            return Incoming.unreadable(type.collection(), id, Garbage.words(e));
        }
    }

    private static Incoming incoming(EntityType type, String id, Map<?, ?> entity) {
        Object deletedAt = Canonical.deletedAt(entity);
        if (deletedAt != null) {
            return new Incoming(Change.gone(type.collection(), id), Confirmed.GONE, Times.of(deletedAt));
        }
        Map<String, Object> state = Canonical.of(type, entity);
        Instant stamp = Canonical.stamp(state);
        String text = Tree.write(state);
        Change change = new Change(
                Change.NO_POSITION,
                type.collection(),
                id,
                KIND,
                text,
                false,
                0,
                stamp == null ? "" : Times.text(stamp),
                "");
        return new Incoming(change, Canonical.fingerprint(type, state, text), stamp);
    }
}
