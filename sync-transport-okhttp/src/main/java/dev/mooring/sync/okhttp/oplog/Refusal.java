package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.okhttp.json.CompactJson;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * What a refusal says of itself: the {@code error} of its body, or its first line where it is plain text. Best effort: the
 * status has classified the refusal already, so a body that is cut, large or neither just has no words.
 */
final class Refusal {
    private static final long MOST_BYTES = 64 << 10;
    private static final int MOST_CHARS = 500;
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("error");

    private Refusal() {}

    static String words(BufferedSource body) {
        Buffer head = body.getBuffer();
        try {
            body.request(MOST_BYTES);
        } catch (IOException e) {
            return words(head); // What came until then may hold the words.
        }
        return words(head);
    }

    private static String words(Buffer head) {
        boolean json = head.size() > 0 && head.getByte(0) == '{';
        try {
            return json ? shortened(error(JsonReader.of(head.clone()))) : line(head);
        } catch (IOException | JsonDataException e) {
            return "";
        }
    }

    private static String error(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(FIELDS) == 0 && json.peek() == Token.STRING) {
                return json.nextString();
            }
            json.skipName();
            CompactJson.skip(json);
        }
        return "";
    }

    /** Pages of other programs begin with a bracket and say nothing in their first line. */
    private static String line(Buffer head) throws IOException {
        String text = head.clone().readUtf8(Math.min(head.size(), MOST_CHARS)).trim();
        int end = text.indexOf('\n');
        return text.startsWith("<") ? "" : end < 0 ? text : text.substring(0, end);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
