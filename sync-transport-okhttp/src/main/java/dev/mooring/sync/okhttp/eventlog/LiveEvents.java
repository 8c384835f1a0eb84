package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;

/** Reads the messages of {@code /do/live}. What is not in the protocol is a {@link JsonDataException} or an {@link IOException}. */
final class LiveEvents {
    private static final JsonReader.Options EVENTS = JsonReader.Options.of("events", "history", "fencing_token");
    private static final JsonReader.Options LATEST = JsonReader.Options.of("latest");

    private LiveEvents() {}

    /**
     * What a message tells.
     *
     * @param events at least one, each the next one of the log
     * @param facts of the log's end
     */
    record Told(List<Event> events, LogFacts facts) {}

    /** The events of a message, and what it tells of the log. */
    static Told events(String text) throws IOException {
        Buffer source = new Buffer().writeUtf8(text);
        JsonReader json = JsonReader.of(source);
        List<Event> events = new ArrayList<>();
        LogFacts facts = LogFacts.NONE;
        ByName members = new ByName(json, EVENTS, source);
        for (int member = members.next(); member >= 0; member = members.next()) {
            if (member > 0) {
                facts = member == 1 ? facts.with(0, json) : facts.fenced(json);
                continue;
            }
            EventReader reader = new EventReader(json, source);
            reader.begin();
            while (reader.hasNext()) {
                add(events, reader.next());
            }
            reader.end();
        }
        Garbage.requireEnd(json);
        if (events.isEmpty()) {
            throw new JsonDataException("a message without events");
        }
        return new Told(events, facts);
    }

    private static void add(List<Event> events, Event event) {
        long sequence = event.sequence();
        if (sequence < 1 || sequence > LogCursor.MAX_SEQUENCE) {
            throw new JsonDataException("sequence " + sequence + " is out of range");
        }
        if (!events.isEmpty() && sequence != LogTail.end(events) + 1) {
            throw new JsonDataException("sequence " + sequence + " follows " + LogTail.end(events));
        }
        events.add(event);
    }

    /** Where the log ends. */
    static long latest(String text) throws IOException {
        Buffer source = new Buffer().writeUtf8(text);
        JsonReader json = JsonReader.of(source);
        ByName members = new ByName(json, LATEST, source);
        long latest = -1;
        while (members.next() >= 0) {
            latest = Exactly.integer(json);
        }
        Garbage.requireEnd(json);
        if (latest < 0) {
            throw new JsonDataException("latest is missing");
        }
        return latest;
    }
}
