package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import java.io.IOException;

/** Decodes {@code GET status}: how many rows there are. It counts types, too, that no pull shows. */
final class StatusAnswer {
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("entityCount");

    private StatusAnswer() {}

    static long decode(String attempted, WireResponse response) throws IOException {
        return Garbage.typed(attempted, () -> count(JsonReader.of(response.body())));
    }

    private static long count(JsonReader json) throws IOException {
        long count = -1;
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(FIELDS) < 0) {
                json.skipName();
                json.skipValue();
            } else if (count >= 0) {
                throw new JsonDataException("entityCount is there twice");
            } else {
                count = Exactly.integer(json);
            }
        }
        json.endObject();
        Garbage.requireEnd(json);
        if (count < 0) {
            throw new JsonDataException("entityCount is missing or negative");
        }
        return count;
    }
}
