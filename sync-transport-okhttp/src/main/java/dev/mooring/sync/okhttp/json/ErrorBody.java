package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal says of itself. Best effort: the status has classified the refusal already, so a body that is cut, large or
 * no JSON just has no words.
 */
public final class ErrorBody {
    private static final long MOST_BYTES = 64 << 10;

    private final int mostChars;
    private final Map<String, Boolean> flags = new HashMap<>();
    private String error = "";

    private ErrorBody(int mostChars) {
        this.mostChars = mostChars;
    }

    /**
     * Reads the beginning of a body.
     *
     * @param body of a refusal
     * @param mostChars of the error that are kept
     * @return what was found
     */
    public static ErrorBody of(BufferedSource body, int mostChars) {
        ErrorBody read = new ErrorBody(mostChars);
        Buffer head = body.getBuffer();
        try {
            body.request(MOST_BYTES);
        } catch (IOException cut) {
            read.read(JsonReader.of(head)); // What came until then may hold the words.
            return read;
        }
        read.read(JsonReader.of(head));
        return read;
    }

    /**
     * The server's words.
     *
     * @return its {@code error}, shortened; empty if there is none
     */
    public String error() {
        return error;
    }

    /**
     * Another member.
     *
     * @param name of it
     * @return what it says; null if it is not there, or no boolean
     */
    public @Nullable Boolean flag(String name) {
        return flags.get(name);
    }

    private void read(JsonReader json) {
        try {
            json.beginObject();
            while (json.hasNext()) {
                member(json, json.nextName());
            }
        } catch (IOException | JsonDataException garbage) {
            // What came before it is kept.
        }
    }

    private void member(JsonReader json, String name) throws IOException {
        Token token = json.peek();
        if (token == Token.BOOLEAN) {
            flags.put(name, json.nextBoolean());
        } else if (token == Token.STRING && name.equals("error")) {
            String text = json.nextString();
            error = text.length() <= mostChars ? text : text.substring(0, mostChars) + "…";
        } else {
            json.skipValue();
        }
    }
}
