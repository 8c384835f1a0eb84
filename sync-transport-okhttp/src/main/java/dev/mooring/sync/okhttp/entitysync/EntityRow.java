package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Change;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.RawJson;
import dev.mooring.sync.okhttp.json.TakenValue;
import dev.mooring.sync.okhttp.json.TooLarge;
import dev.mooring.sync.okhttp.json.ValueText;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import okio.Buffer;

/**
 * One entity of the server's, read by itself: what is wrong with it keeps no other back. Whatever cannot be read is set aside under its
 * id, as far as that can be read.
 *
 * @param type of the entity
 * @param key of the entity; empty if it names none
 * @param owner the user that it names; empty if it names none
 * @param state in the one shape; empty if it cannot be read, or is deleted
 * @param incoming what it is to core
 */
record EntityRow(EntityCollection type, String key, String owner, Map<String, Object> state, Incoming incoming) {
    private static final String KIND = "put";
    private static final int MOST_KEY_CHARS = 4_096;
    private static final String[] NAMES = {"id"};
    private static final String[] PIECE_NAMES = {"scoreId", "score_id", "id"};

    static EntityRow of(EntityCollection type, TakenValue taken, long mostBytes) throws IOException {
        Buffer text = taken.text();
        if (!taken.whole()) {
            return aside(type, text, "the entity " + TooLarge.words(mostBytes));
        }
        Object tree;
        try {
            tree = Tree.read(JsonReader.of(text.clone()));
        } catch (JsonDataException e) {
            ValueText.require(text.clone().readUtf8());
            return aside(type, text, Garbage.words(e));
        }
        String key = tree instanceof Map<?, ?> entity ? keyOf(type, entity) : "";
        return key.isEmpty() ? unreadable(type, "", "an entity has no id") : readable(type, key, (Map<?, ?>) tree);
    }

    /** A deletion that is told by itself. */
    static EntityRow gone(EntityCollection type, String key) {
        return new EntityRow(
                type,
                key,
                "",
                Collections.emptyMap(),
                new Incoming(Change.gone(type.collection(), key), Confirmed.GONE, null));
    }

    boolean isNameless() {
        return key.isEmpty();
    }

    /** A piece goes by the score that it is about, as far as it names one. */
    private static String keyOf(EntityCollection type, Map<?, ?> entity) {
        for (String name : type == EntityCollection.PIECE ? PIECE_NAMES : NAMES) {
            if (entity.get(name) instanceof String text && !text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static EntityRow aside(EntityCollection type, Buffer text, String why) {
        String id = type == EntityCollection.PIECE ? "" : idOf(text);
        return unreadable(type, id.length() > MOST_KEY_CHARS ? "" : id, why);
    }

    private static EntityRow unreadable(EntityCollection type, String key, String why) {
        return new EntityRow(type, key, "", Collections.emptyMap(), Incoming.unreadable(type.collection(), key, why));
    }

    private static String idOf(Buffer text) {
        try {
            JsonReader entity = JsonReader.of(text);
            entity.beginObject();
            while (entity.hasNext()) {
                boolean found = entity.nextName().equals("id") && entity.peek() == JsonReader.Token.STRING;
                if (found) {
                    return entity.nextString();
                }
                RawJson.skip(entity, text);
            }
            return "";
        } catch (IOException | JsonDataException e) {
            return "";
        }
    }

    private static EntityRow readable(EntityCollection type, String key, Map<?, ?> entity) {
        String owner = entity.get("user_id") instanceof String user ? user : "";
        Object deletedAt = Canonical.deletedAt(entity);
        if (deletedAt != null) {
            Incoming gone = new Incoming(Change.gone(type.collection(), key), Confirmed.GONE, Times.of(deletedAt));
            return new EntityRow(type, key, owner, Collections.emptyMap(), gone);
        }
        try {
            Map<String, Object> state = Canonical.of(type, entity);
            if (type == EntityCollection.PIECE) {
                state.put("scoreId", key);
                state.putIfAbsent("id", key);
            }
            return new EntityRow(type, key, owner, state, incoming(type, key, state));
        } catch (JsonDataException e) {
            return unreadable(type, key, Garbage.words(e));
        }
    }

    private static Incoming incoming(EntityCollection type, String key, Map<String, Object> state) {
        Instant stamp = Canonical.stamp(state);
        String text = Tree.write(state);
        Change change = new Change(
                Change.NO_POSITION,
                type.collection(),
                key,
                KIND,
                text,
                false,
                0,
                stamp == null ? "" : Times.text(stamp),
                "");
        return new Incoming(change, Canonical.fingerprint(type, state, text), stamp);
    }
}
