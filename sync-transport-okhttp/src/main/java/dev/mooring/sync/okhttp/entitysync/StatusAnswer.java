package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import java.io.IOException;

/**
 * Decodes {@code GET status}.
 *
 * @param entities how many rows there are; it counts types, too, that no pull shows
 * @param used whether the account was ever written to, as far as the server knows: a database that was wiped knows of nothing
 */
record StatusAnswer(long entities, boolean used) {
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("entityCount", "lastSyncTime");

    static StatusAnswer decode(String attempted, WireResponse response) throws IOException {
        return Garbage.typed(attempted, () -> read(JsonReader.of(response.body())));
    }

    private static StatusAnswer read(JsonReader json) throws IOException {
        long count = -1;
        boolean used = true;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.selectName(FIELDS)) {
                case 0 -> {
                    if (count >= 0) {
                        throw new JsonDataException("entityCount is there twice");
                    }
                    count = Exactly.integer(json);
                }
                case 1 -> {
                    // The time itself is of no use: seconds of the server's clock, and moved by this device's own
                    // pushes.
                    used = json.peek() != JsonReader.Token.NULL;
                    json.skipValue();
                }
                default -> {
                    json.skipName();
                    json.skipValue();
                }
            }
        }
        json.endObject();
        Garbage.requireEnd(json);
        if (count < 0) {
            throw new JsonDataException("entityCount is missing or negative");
        }
        return new StatusAnswer(count, used || count > 0);
    }
}
