package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import java.io.IOException;
import java.time.Instant;

/**
 * Decodes {@code GET status}.
 *
 * @param entities how many rows there are; it counts types, too, that no pull shows
 * @param used whether the account was ever written to, as far as the server knows: a database that was wiped knows of nothing
 * @param lastWrite when that was, in milliseconds of the server's clock, cut to seconds; 0 if it cannot be told
 * @param token that the server keeps for the account's state; empty if it keeps none, and makes up another one for each pull
 */
record EntityStatusDecoder(long entities, boolean used, long lastWrite, String token) {
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("entityCount", "lastSyncTime", "syncToken");

    private static final int COLUMN_CHARS = 19;

    static EntityStatusDecoder decode(String attempted, WireResponse response) throws IOException {
        return Garbage.typed(attempted, () -> read(JsonReader.of(response.body())));
    }

    private static EntityStatusDecoder read(JsonReader json) throws IOException {
        long count = -1;
        boolean used = true;
        long lastWrite = 0;
        String token = "";
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
                    used = json.peek() != JsonReader.Token.NULL;
                    lastWrite = time(json);
                }
                case 2 -> token = Exactly.tokenOrNone(json, EntityPullDecoder.MOST_TOKEN_CHARS);
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
        return new EntityStatusDecoder(count, used || count > 0, lastWrite, token);
    }

    /** In the form of the server's columns, {@code 2026-11-01 10:00:00}, which is UTC, or in any other that rows have. */
    private static long time(JsonReader json) throws IOException {
        if (json.peek() != JsonReader.Token.STRING) {
            json.skipValue();
            return 0;
        }
        String text = json.nextString();
        boolean column = text.length() == COLUMN_CHARS && text.charAt(10) == ' ';
        Instant time = Times.of(column ? text.replace(' ', 'T') + "Z" : text);
        return time == null ? 0 : time.toEpochMilli();
    }
}
