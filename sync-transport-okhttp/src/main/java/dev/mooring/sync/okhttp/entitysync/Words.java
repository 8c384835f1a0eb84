package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * What a refusal says of itself (§1, error body): {@code {"success":false,"error":…,"code":…}}. Best effort: the status has
 * classified the refusal already, so a body that is cut, large or no JSON just has no words.
 *
 * @param error shortened, empty if there is none
 * @param ofTheServer whether the body has the server's own shape, so that it is no other program's in front of it
 */
record Words(String error, boolean ofTheServer) {
    private static final long MOST_BYTES = 64 << 10;
    private static final int MOST_CHARS = 200;
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("error", "success");

    static Words of(BufferedSource body) {
        Buffer head = body.getBuffer();
        try {
            body.request(MOST_BYTES);
        } catch (IOException e) {
            return parse(JsonReader.of(head)); // What came until then may hold the words.
        }
        return parse(JsonReader.of(head));
    }

    private static Words parse(JsonReader json) {
        String error = "";
        boolean failure = false;
        try {
            json.beginObject();
            while (json.hasNext()) {
                int field = json.selectName(FIELDS);
                if (field == 0 && json.peek() == Token.STRING) {
                    error = shorten(json.nextString());
                } else if (field == 1 && json.peek() == Token.BOOLEAN) {
                    failure = !json.nextBoolean();
                } else {
                    if (field < 0) {
                        json.skipName();
                    }
                    json.skipValue();
                }
            }
        } catch (IOException | JsonDataException e) {
            return new Words(error, failure && !error.isEmpty());
        }
        return new Words(error, failure && !error.isEmpty());
    }

    private static String shorten(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
