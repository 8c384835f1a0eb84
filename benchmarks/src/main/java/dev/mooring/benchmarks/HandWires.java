package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import dev.mooring.benchmarks.HandOutbox.Row;
import dev.mooring.sync.okhttp.WireRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.Headers;
import okio.Buffer;

/** The loops written by hand, for each family: the same bodies as the dialects make, by Moshi. */
final class HandWires {
    private static final String NOW = "2026-11-20T10:00:00.000Z";
    private static final String STAMP = "\"lastModifiedAt\":\"" + NOW + "\"";

    private HandWires() {}

    /** A batch is the events behind the cursor; the answer says whether they were taken. */
    static final class EventLog implements HandWire {
        @Override
        public int batch() {
            return 500;
        }

        @Override
        public String push(Bare bare, List<Row> batch, String cursor) throws Exception {
            long since = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
            long next = since;
            Buffer body = new Buffer();
            try (JsonWriter json = JsonWriter.of(body)) {
                json.beginObject().name("events_since").value(since);
                json.name("events").beginArray();
                for (Row row : batch) {
                    json.beginObject();
                    json.name("sequence").value(++next);
                    json.name("timestamp").value(NOW);
                    json.name("event_type").value("user_action");
                    json.name("schema_version").value(1);
                    json.name("payload").value(payload(row));
                    json.endObject();
                }
                json.endArray().endObject();
            }
            WireRequest post = new WireRequest("POST", "do/sync", Headers.of("X-User-Id", "u1"), body.readByteString());
            bare.read(post, json -> expect(json, "events_accepted", "true"));
            return Long.toString(next);
        }

        private static String payload(Row row) {
            return "{\"mooring\":{\"v\":1,\"id\":\"" + row.id()
                    + "\",\"device\":\"bench\",\"collection\":\"note\",\"key\":\"" + row.key()
                    + "\",\"kind\":\"put\"},\"data\":" + row.payload() + "}";
        }
    }

    /** A reply proves nothing, so each batch is pulled back before it is deleted. */
    static final class OpLog implements HandWire {
        private String generation = "";

        @Override
        public int batch() {
            return 500;
        }

        @Override
        public String begin(Bare bare) throws Exception {
            generation =
                    bare.read(Bare.get("sync/bootstrap", Headers.of()), json -> field(json, "datasetGenerationKey"));
            return "0";
        }

        @Override
        public String push(Bare bare, List<Row> batch, String cursor) throws Exception {
            Buffer body = new Buffer();
            try (JsonWriter json = JsonWriter.of(body)) {
                json.beginObject().name("clientId").value("bench");
                json.name("datasetGenerationKey").value(generation);
                json.name("ops").beginArray();
                for (Row row : batch) {
                    json.beginObject();
                    json.name("scope").value("note");
                    json.name("resourceId").value(row.key());
                    json.name("actor").value(row.id());
                    json.name("clock").value(1);
                    json.name("payload").valueSink().writeUtf8(row.payload()).close();
                    json.endObject();
                }
                json.endArray().endObject();
            }
            bare.send(new WireRequest("POST", "sync/push", Headers.of(), body.readByteString()));
            return pulledBack(bare, batch, cursor);
        }

        private String pulledBack(Bare bare, List<Row> batch, String cursor) throws Exception {
            Set<String> missing = new HashSet<>();
            batch.forEach(row -> missing.add(row.id()));
            String path = "sync/pull?clientId=bench&datasetGenerationKey=" + generation + "&since=" + cursor;
            long[] last = {Long.parseLong(cursor)};
            bare.read(Bare.get(path, Headers.of()), json -> {
                each(json, "ops", () -> {
                    json.beginObject();
                    while (json.hasNext()) {
                        switch (json.nextName()) {
                            case "actor" -> missing.remove(json.nextString());
                            case "serverSeq" -> last[0] = Math.max(last[0], json.nextLong());
                            default -> json.skipValue();
                        }
                    }
                    json.endObject();
                });
                return true;
            });
            if (!missing.isEmpty()) {
                throw new IOException(missing.size() + " operations did not come back");
            }
            return Long.toString(last[0]);
        }
    }

    /** A server that keeps keys; both families take as many. */
    private abstract static class Keyed implements HandWire {
        @Override
        public int batch() {
            return 100;
        }

        @Override
        public boolean keepsKeys() {
            return true;
        }
    }

    /** Rows under ids of changes; the answer says when they were taken. */
    static final class RowSync extends Keyed {
        @Override
        public String push(Bare bare, List<Row> batch, String cursor) throws Exception {
            Buffer body = new Buffer();
            try (JsonWriter json = JsonWriter.of(body)) {
                json.beginObject().name("changes").beginArray();
                for (Row row : batch) {
                    json.beginObject();
                    json.name("table").value("tune");
                    json.name("rowId").value(row.id());
                    String data = row.payload();
                    json.name("data")
                            .valueSink()
                            .writeUtf8(data, 0, data.length() - 1)
                            .writeUtf8(",\"deleted\":0," + STAMP + "}")
                            .close();
                    json.name("deleted").value(false);
                    json.name("lastModifiedAt").value(NOW);
                    json.endObject();
                }
                json.endArray();
                json.name("schemaVersion").value(1);
                json.name("lastSyncAt").value(cursor.isEmpty() ? NOW : cursor);
                json.name("pullTables").beginArray().endArray().endObject();
            }
            return bare.read(
                    new WireRequest("POST", "api/sync", Headers.of(), body.readByteString()),
                    json -> field(json, "syncedAt"));
        }
    }

    /** Entities under an idempotency key; the answer says how many were processed. */
    static final class EntitySync extends Keyed {
        @Override
        public String push(Bare bare, List<Row> batch, String cursor) throws Exception {
            Buffer body = new Buffer();
            try (JsonWriter json = JsonWriter.of(body)) {
                json.beginObject().name("changes").beginObject().name("entries").beginArray();
                for (Row row : batch) {
                    json.valueSink().writeUtf8(row.payload()).close();
                }
                json.endArray().endObject().endObject();
            }
            Headers headers = Headers.of(
                    "X-Device-ID", "bench", "X-Idempotency-Key", batch.get(0).id());
            return bare.read(
                    new WireRequest("POST", "api/sync/push", headers, body.readByteString()),
                    json -> field(json, "syncToken"));
        }
    }

    private static String expect(JsonReader json, String name, String value) throws IOException {
        String found = field(json, name);
        if (!found.equals(value)) {
            throw new IOException(name + " is " + found);
        }
        return found;
    }

    /** The text of a field of an object, which is read to its end. */
    private static String field(JsonReader json, String name) throws IOException {
        String found = "";
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals(name)) {
                found = String.valueOf(json.readJsonValue());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return found;
    }

    private interface Element {
        void read() throws IOException;
    }

    private static void each(JsonReader json, String name, Element element) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals(name)) {
                json.beginArray();
                while (json.hasNext()) {
                    element.read();
                }
                json.endArray();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
    }
}
