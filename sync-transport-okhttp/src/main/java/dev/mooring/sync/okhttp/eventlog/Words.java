package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal says of itself: {@code error} and {@code events_accepted} of its body. Best effort: the status has
 * classified the refusal already, so a body that is cut, large or no JSON just has no words.
 *
 * @param error shortened, empty if there is none
 * @param accepted null if it was not said
 */
record Words(String error, @Nullable Boolean accepted) {
    private static final long MOST_BYTES = 64 << 10;
    private static final int MOST_CHARS = 200;
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("error", "events_accepted");

    static Words of(BufferedSource body) {
        Buffer head = body.getBuffer();
        try {
            body.request(MOST_BYTES);
        } catch (IOException e) {
            return parse(JsonReader.of(head)); // What came until then may hold the words.
        }
        return parse(JsonReader.of(head));
    }

    boolean begins(String start) {
        return error.startsWith(start);
    }

    boolean contains(String part) {
        return error.contains(part);
    }

    private static Words parse(JsonReader json) {
        String error = "";
        Boolean accepted = null;
        try {
            json.beginObject();
            while (json.hasNext()) {
                int field = json.selectName(FIELDS);
                if (field == 0 && json.peek() == Token.STRING) {
                    error = shorten(json.nextString());
                } else if (field == 1 && json.peek() == Token.BOOLEAN) {
                    accepted = json.nextBoolean();
                } else {
                    if (field < 0) {
                        json.skipName();
                    }
                    json.skipValue();
                }
            }
        } catch (IOException | JsonDataException e) {
            return new Words(error, accepted);
        }
        return new Words(error, accepted);
    }

    private static String shorten(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
