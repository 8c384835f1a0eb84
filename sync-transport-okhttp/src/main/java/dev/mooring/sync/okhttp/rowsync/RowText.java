package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.ValueText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A row as JSON text, taken apart into its columns. Values stay the text that they were, so that no number goes through a
 * double. Of a column that is there twice the last one counts, as for the server.
 */
final class RowText {
    private final Map<String, String> columns;

    private RowText(Map<String, String> columns) {
        this.columns = columns;
    }

    /**
     * Takes a row apart.
     *
     * @throws JsonDataException if it is no JSON object
     */
    static RowText of(String json) {
        try {
            JsonReader reader = JsonReader.of(new Buffer().writeUtf8(json));
            Map<String, String> columns = new LinkedHashMap<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                String value = reader.nextSource().readUtf8();
                if (value.startsWith("{") || value.startsWith("[")) {
                    ValueText.requireBounded(value); // The reader hands out a nested value by its brackets alone.
                }
                columns.put(name, value);
            }
            reader.endObject();
            Garbage.requireEnd(reader);
            return new RowText(columns);
        } catch (IOException e) {
            throw new JsonDataException("a row is no JSON object: " + Garbage.words(e), e);
        }
    }

    Map<String, String> columns() {
        return columns;
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** A string's text, a number's or a boolean's own; null for null, for what is missing and for what is no scalar. */
    @Nullable
    String scalar(String column) {
        String json = columns.get(column);
        return json == null ? null : scalarOf(json);
    }

    static @Nullable String scalarOf(String json) {
        if (json.startsWith("\"") && json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1); // What a reader would make of it, without making a reader.
        }
        try {
            JsonReader reader = JsonReader.of(new Buffer().writeUtf8(json));
            Token token = reader.peek();
            if (token == Token.BOOLEAN) {
                return reader.nextBoolean() ? "true" : "false";
            }
            return token == Token.STRING || token == Token.NUMBER ? reader.nextString() : null;
        } catch (IOException e) {
            throw new JsonDataException("a column holds no JSON value", e);
        }
    }

    /** Whether a column is set as a flag is: true, or a number other than 0. */
    boolean isSet(String column) {
        String text = scalar(column);
        return text != null && !text.equals("false") && !text.equals("0") && !text.isEmpty();
    }
}
