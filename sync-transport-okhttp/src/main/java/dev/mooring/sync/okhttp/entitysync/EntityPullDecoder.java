package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.RawJson;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.okhttp.json.TakenValue;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a pull: five lists in one body, taken in slices while it is read.
 *
 * <p>A slice moves no cursor, as the lists are in no order that makes a position. What is in a body that is cut short or turns
 * into garbage behind it is true all the same and stays applied; but only a body with all five lists, read to its end, is a
 * listing, from which something may be missing.
 */
final class EntityPullDecoder {
    static final int MOST_TOKEN_CHARS = 4_096;
    /** A longer id is remembered by its hash. */
    private static final int MOST_ID_CHARS = 64;

    private final String attempted;
    private final SliceBuffer slices;
    /** Whether rows may be known already; else each is read at once, on this thread. */
    private final boolean known;

    private final BufferedSource body;
    private final JsonReader json;
    private final long mostBytes;
    private final MessageDigest digest = Canonical.sha256();
    private final Set<String> lists = new HashSet<>();
    private long read;
    private long nameless;
    private @Nullable String token;
    private long at;

    private EntityPullDecoder(String attempted, boolean known, WireResponse response, ChangeSink sink) {
        this.attempted = attempted;
        this.known = known;
        this.body = response.body();
        this.json = JsonReader.of(body);
        this.mostBytes = response.maxValueBytes();
        this.slices = new SliceBuffer(sink, () -> null);
    }

    /**
     * What a pull was.
     *
     * @param entities how many it showed
     * @param nameless how many of them had no id: any that is missing may be one of those, so nothing counts as gone
     * @param token the server's token, null if there was none
     * @param at the server's time, in milliseconds; 0 if it did not say
     */
    record Pulled(long entities, long nameless, @Nullable String token, long at) {}

    /**
     * Decodes it.
     *
     * @param known whether something may be here already
     */
    static Pulled decode(String attempted, boolean known, WireResponse response, ChangeSink sink) throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        EntityPullDecoder answer = new EntityPullDecoder(attempted, known, response, guard);
        return guard.run(() -> Garbage.typed(attempted, answer::decode));
    }

    private Pulled decode() throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            EntityCollection type = EntityCollection.listed(name);
            if (type != null) {
                list(type);
            } else if (name.equals("syncToken")) {
                token = Exactly.token(json, MOST_TOKEN_CHARS);
            } else if (name.equals("timestamp") && json.peek() == JsonReader.Token.STRING) {
                Instant time = Times.of(json.nextString());
                at = time == null ? 0 : time.toEpochMilli();
            } else {
                RawJson.skip(json, body);
            }
        }
        json.endObject();
        Garbage.requireEnd(json);
        for (String collection : EntityCollection.collections()) {
            if (!lists.contains(collection)) {
                throw new JsonDataException("the list " + collection + " is missing");
            }
        }
        slices.flush();
        return new Pulled(read, nameless, token, at);
    }

    private void list(EntityCollection type) throws IOException {
        if (!lists.add(type.collection())) {
            throw new JsonDataException("the list " + type.collection() + " is there twice");
        }
        Set<String> ids = new HashSet<>();
        json.beginArray();
        while (json.hasNext()) {
            read++;
            entity(type, ids);
        }
        json.endArray();
    }

    private void entity(EntityCollection type, Set<String> ids) throws IOException {
        TakenValue taken = TakenValue.next(json, mostBytes);
        ToldEntity told = taken.whole() ? ToldEntity.of(type, taken.text().snapshot(), digest) : null;
        if (told != null && known) {
            add(ids, told.key(), told.incoming(attempted, mostBytes));
        } else {
            EntityRow row = EntityRow.of(type, taken, mostBytes);
            add(ids, row.key(), told == null ? row.incoming() : told.noted(row.incoming()));
        }
        taken.text().clear(); // Its memory serves the next one.
    }

    private void add(Set<String> ids, String key, Incoming incoming) {
        if (key.isEmpty()) {
            nameless++;
            slices.add(incoming);
        } else if (isFirst(ids, key)) {
            slices.add(incoming);
        }
    }

    /** The first one is the latest; a row can only have a twin if a batch stored it under another id than its own. */
    private static boolean isFirst(Set<String> ids, String id) {
        return ids.add(id.length() <= MOST_ID_CHARS ? id : Canonical.sha256(id));
    }
}
