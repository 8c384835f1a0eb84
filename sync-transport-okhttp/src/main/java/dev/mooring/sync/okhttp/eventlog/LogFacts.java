package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.json.Exactly;
import java.io.IOException;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a server that keeps the promises tells of its log beside the events: in the headers of a pull, in the body of any other answer.
 * Whatever is missing or odd counts as not told.
 *
 * @param history the server's name of its log; empty if it told none
 * @param token the fencing token of the log's end; negative if it told none
 * @param latest the last sequence; negative if it told none
 * @param compactedTo up to where events may have been dropped; 0 if nowhere
 * @param more whether there is more behind the last event of the answer
 */
record LogFacts(String history, long token, long latest, long compactedTo, boolean more) {
    /** Nothing was told. */
    static final LogFacts NONE = new LogFacts("", -1, -1, 0, false);

    /** The names of its members, in this order. */
    static final String[] NAMES = {"history", "lease", "latest_sequence", "compacted_to", "more"};

    private static final int MOST_CHARS = 200;
    private static final JsonReader.Options TOKEN = JsonReader.Options.of("fencing_token");

    static LogFacts of(Headers headers) {
        String history = headers.get("X-History");
        return new LogFacts(
                history == null || history.length() > MOST_CHARS ? "" : history,
                number(headers.get("X-Fencing-Token")),
                number(headers.get("X-Latest-Sequence")),
                Math.max(0, number(headers.get("X-Compacted-To"))),
                "true".equals(headers.get("X-More")));
    }

    /** With one more member, at its value. */
    LogFacts with(int member, JsonReader json) throws IOException {
        return switch (member) {
            case 0 -> new LogFacts(Exactly.tokenOrNone(json, MOST_CHARS), token, latest, compactedTo, more);
            case 1 -> new LogFacts(history, lease(json), latest, compactedTo, more);
            case 2 -> new LogFacts(history, token, number(json), compactedTo, more);
            case 3 -> new LogFacts(history, token, latest, Math.max(0, number(json)), more);
            default -> new LogFacts(history, token, latest, compactedTo, isTrue(json));
        };
    }

    /** With the fencing token, where that stands by itself. */
    LogFacts fenced(JsonReader json) throws IOException {
        return new LogFacts(history, number(json), latest, compactedTo, more);
    }

    private static long lease(JsonReader json) throws IOException {
        long token = -1;
        if (json.peek() != JsonReader.Token.BEGIN_OBJECT) {
            json.skipValue();
            return token;
        }
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(TOKEN) == 0) {
                token = number(json);
            } else {
                json.skipName();
                json.skipValue();
            }
        }
        json.endObject();
        return token;
    }

    private static boolean isTrue(JsonReader json) throws IOException {
        if (json.peek() == JsonReader.Token.BOOLEAN) {
            return json.nextBoolean();
        }
        json.skipValue();
        return false;
    }

    private static long number(JsonReader json) throws IOException {
        if (json.peek() == JsonReader.Token.NUMBER) {
            return number(json.nextString());
        }
        json.skipValue();
        return -1;
    }

    private static long number(@Nullable String text) {
        try {
            long number = text == null ? -1 : Long.parseLong(text);
            return number > LogCursor.MAX_SEQUENCE ? -1 : number;
        } catch (NumberFormatException odd) {
            return -1;
        }
    }
}
