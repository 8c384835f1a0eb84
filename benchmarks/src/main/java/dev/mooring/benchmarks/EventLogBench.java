package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventMapping;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import java.io.IOException;
import okhttp3.Headers;

/** The event log: one body of events, each a note that another writer made. */
final class EventLogBench implements BenchDialect {
    private static final String USER = "u1";
    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("sequence", "timestamp", "event_type", "schema_version", "payload");

    @Override
    public String name() {
        return "event-log";
    }

    @Override
    public EventLogServer server(int changes) {
        EventLogServer server = EventLogServer.builder().build();
        for (int i = 1; i <= changes; i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            server.put(USER, new StoredEvent(i, "2026-11-20T10:00:00.000Z", "user_action", "1", payload));
        }
        return server;
    }

    @Override
    public Dialect writer() {
        return EventLogDialect.builder(USER).device("bench").build();
    }

    @Override
    public Dialect follower() {
        EventMapping mapping = (type, payload) -> new EventMapping.Subject("note", Notes.id(payload), type);
        return EventLogDialect.builder(USER).plainPayloads(mapping).build();
    }

    @Override
    public Mutation mutation(int i) {
        return Notes.mutation(i);
    }

    @Override
    public Cursor behind(Cursor begun, int sent) {
        return sent == 0 ? begun : new Cursor(Integer.toString(sent));
    }

    @Override
    public HandWire byHand() {
        return new HandWires.EventLog();
    }

    @Override
    public int readAll(Bare bare, RowSink rows) throws Exception {
        return bare.read(Bare.get("do/events?since=0", Headers.of("X-User-Id", USER)), json -> decode(json, rows));
    }

    private static int decode(JsonReader json, RowSink rows) throws Exception {
        int count = 0;
        json.beginArray();
        for (; json.hasNext(); count++) {
            json.beginObject();
            String payload = "";
            while (json.hasNext()) {
                switch (json.selectName(FIELDS)) {
                    case 0, 3 -> json.nextLong();
                    case 1, 2 -> json.nextString();
                    case 4 -> payload = json.nextString();
                    default -> throw new IOException("unknown field");
                }
            }
            json.endObject();
            rows.add(Notes.id(payload), payload);
        }
        json.endArray();
        return count;
    }
}
