package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The 200 of {@code /do/sync} and {@code /do/proxy}.
 *
 * @param highest the last sequence among the server's events, 0 if there are none; the events themselves are left to a pull
 * @param response what the API answered; null if it was not called
 * @param error the server's words, empty if there are none
 * @param stored where mutations of a refused batch are stored already, by their ids
 * @param facts what it tells of its log
 */
record EventSyncDecoder(
        long highest, @Nullable ApiResponse response, String error, Map<String, Long> stored, LogFacts facts) {
    private static final int MOST_STORED = 10_000;
    private static final long MOST_HEADER_CHARS = 1 << 20;
    private static final JsonReader.Options FIELDS =
            options("events_accepted", "server_events", "response", "error", "stored");
    private static final int FACTS = 5;
    private static final JsonReader.Options RESPONSE_FIELDS = JsonReader.Options.of("status", "headers", "body");

    static EventSyncDecoder decode(String attempted, WireResponse response) throws IOException {
        return Garbage.typed(attempted, () -> read(JsonReader.of(response.body()), true));
    }

    /** A refusal of a server that keeps the promises; null if it is not of that form. */
    static @Nullable EventSyncDecoder refusal(WireResponse response) throws IOException {
        try {
            return read(JsonReader.of(response.body()), false);
        } catch (JsonDataException | JsonEncodingException | EOFException garbage) {
            return null;
        }
    }

    private static JsonReader.Options options(String... names) {
        List<String> all = new ArrayList<>(Arrays.asList(names));
        all.addAll(Arrays.asList(LogFacts.NAMES));
        return JsonReader.Options.of(all.toArray(new String[0]));
    }

    private static EventSyncDecoder read(JsonReader json, boolean taken) throws IOException {
        boolean accepted = false;
        long highest = 0;
        ApiResponse response = null;
        String error = "";
        Map<String, Long> stored = Collections.emptyMap();
        LogFacts facts = LogFacts.NONE;
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            if (field == 0) {
                accepted = json.nextBoolean();
            } else if (field >= FACTS) {
                facts = facts.with(field - FACTS, json);
            } else if (json.peek() == Token.NULL) {
                json.skipValue();
            } else if (field == 1) {
                highest = highest(json);
            } else if (field == 2) {
                response = response(json);
            } else if (field == 4) {
                stored = stored(json);
            } else {
                error = Exactly.text(json);
            }
        }
        Garbage.requireEnd(json);
        if (taken && !accepted) {
            throw new JsonDataException("status 200, but events_accepted is not true");
        }
        return new EventSyncDecoder(highest, response, error, stored, facts);
    }

    private static Map<String, Long> stored(JsonReader json) throws IOException {
        Map<String, Long> stored = new HashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            stored.put(json.nextName(), Exactly.integer(json));
            if (stored.size() > MOST_STORED) {
                throw new JsonDataException("more mutations than a batch has at " + json.getPath());
            }
        }
        json.endObject();
        return stored;
    }

    private static long highest(JsonReader json) throws IOException {
        EventReader events = new EventReader(json);
        long highest = 0;
        events.begin();
        while (events.hasNext()) {
            highest = Math.max(highest, events.next().sequence());
        }
        events.end();
        return highest;
    }

    private static ApiResponse response(JsonReader json) throws IOException {
        long status = -1;
        Map<String, String> headers = new LinkedHashMap<>();
        String body = "";
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(RESPONSE_FIELDS);
            if (field < 0) {
                json.skipName();
                json.skipValue();
            } else if (field == 0) {
                status = Exactly.integer(json);
            } else if (json.peek() == Token.NULL) {
                json.skipValue();
            } else if (field == 1) {
                headers(json, headers);
            } else {
                body = Exactly.text(json);
            }
        }
        json.endObject();
        if (status < 100 || status > 999) {
            throw new JsonDataException("the API's status is missing or out of range");
        }
        return new ApiResponse((int) status, headers, body);
    }

    private static void headers(JsonReader json, Map<String, String> headers) throws IOException {
        long chars = 0;
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            String value = Exactly.text(json);
            headers.put(name, value);
            chars += name.length() + value.length();
            if (chars > MOST_HEADER_CHARS) {
                throw new JsonDataException("the API's headers have more than " + MOST_HEADER_CHARS + " characters");
            }
        }
        json.endObject();
    }
}
