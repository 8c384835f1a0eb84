package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import java.io.IOException;

/**
 * Reads events out of a JSON array, one at a time. Fields may stand in any order; unknown ones are skipped; a field that is
 * missing, twice there or of a type that the server cannot have kept is a {@link JsonDataException}.
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
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> sequence = Exactly.integer(json);
                case 1 -> timestamp = Exactly.text(json);
                case 2 -> type = Exactly.text(json);
                case 3 -> schemaVersion = version(json);
                default -> payload = Exactly.text(json);
            }
        }
        if (members.seen() != ALL) {
            throw new JsonDataException(NAMES[Integer.numberOfTrailingZeros(~members.seen())]
                    + " is missing in the event at index " + read);
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
}
