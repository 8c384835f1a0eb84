package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row. Its JSON is kept as the bytes that are stored and those that a pull shows, which are the same as a rule. */
final class Row {
    private static final byte[] HIDDEN = {};

    final EntityType type;
    final String id;
    private byte[] data;
    private byte[] shown;
    String checksum = "";
    long version = 1;
    long seq;
    /** Seconds since the epoch: the column has no finer resolution. */
    long updatedAt;

    @Nullable
    String deletedAt;

    String deviceId = "";

    Row(EntityType type, String id, String json) {
        this.type = type;
        this.id = id;
        this.data = HIDDEN;
        this.shown = HIDDEN;
        store(json);
    }

    /** As a copy of the database holds it. */
    Row copy() {
        Row copy = new Row(type, id, json());
        copy.checksum = checksum;
        copy.version = version;
        copy.seq = seq;
        copy.updatedAt = updatedAt;
        copy.deletedAt = deletedAt;
        copy.deviceId = deviceId;
        return copy;
    }

    void store(String json) {
        data = json.getBytes(StandardCharsets.UTF_8);
        shown = shown(json);
    }

    /** Rows that cannot be read are left out of pulls without a word. */
    private byte[] shown(String json) {
        try {
            if (!(JsonReader.read(json) instanceof Map<?, ?> entity)) {
                return HIDDEN;
            }
            byte[] bytes =
                    JsonWriter.write(Shapes.shown(type, Shapes.copy(entity))).getBytes(StandardCharsets.UTF_8);
            return Arrays.equals(bytes, data) ? data : bytes;
        } catch (ScriptError e) {
            return HIDDEN;
        }
    }

    boolean isThere() {
        return deletedAt == null;
    }

    boolean isShown() {
        return isThere() && shown.length > 0 && !type.list().isEmpty();
    }

    byte[] shown() {
        return shown;
    }

    String json() {
        return new String(data, StandardCharsets.UTF_8);
    }

    StoredEntity asStored() {
        return new StoredEntity(type, id, json(), version, seq, deletedAt, deviceId);
    }
}
