package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;

/**
 * Reads events out of a JSON array, one at a time. Fields may stand in any order; unknown ones are skipped; a field that is
 * missing, twice there or of a type that the server cannot have kept is a {@link JsonDataException}.
 *
 * <p>Types are looked at before they are read, as the JSON reader would turn a number into a string and back.
 */
final class EventReader {
    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("sequence", "timestamp", "event_type", "schema_version", "payload");
    private static final String[] NAMES = {"sequence", "timestamp", "event_type", "schema_version", "payload"};
    private static final int ALL = (1 << NAMES.length) - 1;

    private final JsonReader json;
    private long read;

    EventReader(JsonReader json) {
        this.json = json;
    }

    /** How many whole events were read. */
    long read() {
        return read;
    }

    void begin() throws IOException {
        json.beginArray();
    }

    boolean hasNext() throws IOException {
        return json.hasNext();
    }

    void end() throws IOException {
        json.endArray();
    }

    Event next() throws IOException {
        long sequence = 0;
        String timestamp = "";
        String type = "";
        long schemaVersion = 0;
        String payload = "";
        int seen = 0;
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(FIELDS);
            if (field < 0) {
                json.skipName();
                json.skipValue();
                continue;
            }
            if ((seen & 1 << field) != 0) {
                throw new JsonDataException(NAMES[field] + " is there twice at " + json.getPath());
            }
            seen |= 1 << field;
            switch (field) {
                case 0 -> sequence = Json.integer(json);
                case 1 -> timestamp = Json.text(json);
                case 2 -> type = Json.text(json);
                case 3 -> schemaVersion = version(json);
                default -> payload = Json.text(json);
            }
        }
        json.endObject();
        if (seen != ALL) {
            throw new JsonDataException(
                    NAMES[Integer.numberOfTrailingZeros(~seen)] + " is missing in the event at index " + read);
        }
        read++;
        return new Event(sequence, timestamp, type, schemaVersion, payload);
    }

    /**
     * The one field that the server keeps in whatever type a writer gave it, and that nothing here depends on: what is no
     * integer is unknown, which must not keep the rest of the log from this client.
     */
    private static long version(JsonReader json) throws IOException {
        Token token = json.peek();
        if (token != Token.NUMBER && token != Token.STRING) {
            throw new JsonDataException("expected a number but found a " + token + " at " + json.getPath());
        }
        String text = json.nextString();
        try {
            return token == Token.NUMBER ? Long.parseLong(text) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Reads values of exactly one type. */
    static final class Json {
        private Json() {}

        static long integer(JsonReader json) throws IOException {
            require(json, Token.NUMBER);
            try {
                return json.nextLong();
            } catch (NumberFormatException e) {
                throw new JsonDataException("a number is out of range at " + json.getPath(), e);
            }
        }

        static String text(JsonReader json) throws IOException {
            require(json, Token.STRING);
            return json.nextString();
        }

        private static void require(JsonReader json, Token wanted) throws IOException {
            Token token = json.peek();
            if (token != wanted) {
                throw new JsonDataException("expected a " + wanted + " but found a " + token + " at " + json.getPath());
            }
        }
    }
}
