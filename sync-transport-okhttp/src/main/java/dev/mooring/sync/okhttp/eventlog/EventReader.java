package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.RawJson;
import java.io.IOException;
import java.util.Locale;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads events out of a JSON array, one at a time. Fields may stand in any order; unknown ones are skipped; a field that is
 * missing or of a type that the server cannot have kept makes the event an unreadable one, as long as its sequence can be read.
 * An event without that, or with a field that is twice there, is a {@link JsonDataException}.
 */
final class EventReader {
    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("sequence", "timestamp", "event_type", "schema_version", "payload");
    private static final String[] NAMES = {"sequence", "timestamp", "event_type", "schema_version", "payload"};
    private static final int ALL = (1 << NAMES.length) - 1;

    private static final int SEQUENCE = 1;

    private final JsonReader json;
    private final @Nullable BufferedSource source;
    private @Nullable String wrong;
    private long read;

    EventReader(JsonReader json) {
        this(json, null);
    }

    /** With what the reader reads, for values that are nested deeper than it goes. */
    EventReader(JsonReader json, @Nullable BufferedSource source) {
        this.json = json;
        this.source = source;
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
        wrong = null;
        ByName members = new ByName(json, FIELDS, source);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> sequence = Exactly.integer(json);
                case 1 -> timestamp = text(field);
                case 2 -> type = text(field);
                case 3 -> schemaVersion = version();
                default -> payload = text(field);
            }
        }
        if ((members.seen() & SEQUENCE) == 0) {
            throw new JsonDataException(NAMES[0] + " is missing in the event at index " + read);
        }
        if (members.seen() != ALL) {
            wrong = NAMES[Integer.numberOfTrailingZeros(~members.seen())] + " is missing";
        }
        read++;
        return new Event(sequence, timestamp, type, schemaVersion, payload, wrong);
    }

    private String text(int field) throws IOException {
        Token token = json.peek();
        return token == Token.STRING ? json.nextString() : passOver(field, token);
    }

    /** The event is not what the server keeps; what stands behind it is. */
    private String passOver(int field, Token found) throws IOException {
        wrong = NAMES[field] + " is " + found.name().toLowerCase(Locale.ROOT).replace("begin_", "an ");
        if (source == null) {
            json.skipValue();
        } else {
            RawJson.skip(json, source);
        }
        return "";
    }

    /**
     * The one field that the server keeps in whatever type a writer gave it, and that nothing here depends on: what is no
     * integer is unknown, which must not keep the rest of the log from this client.
     */
    private long version() throws IOException {
        Token token = json.peek();
        if (token != Token.NUMBER && token != Token.STRING) {
            passOver(3, token);
            return 0;
        }
        String text = json.nextString();
        try {
            return token == Token.NUMBER ? Long.parseLong(text) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
