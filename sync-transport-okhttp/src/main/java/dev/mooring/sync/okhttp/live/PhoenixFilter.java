package dev.mooring.sync.okhttp.live;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows that a join asks for. The server says them back as it has understood them. */
record PhoenixFilter(
        String event, String schema, String table, @Nullable String filter) {
    private static final String ALL = "*";

    static PhoenixFilter of(String schema, String table, @Nullable String filter) {
        return new PhoenixFilter(ALL, schema, table, filter);
    }

    void write(JsonWriter json) throws IOException {
        json.beginObject().name("event").value(event).name("schema").value(schema);
        json.name("table").value(table);
        if (filter != null) {
            json.name("filter").value(filter);
        }
        json.endObject();
    }

    static PhoenixFilter read(JsonReader json) throws IOException {
        String event = "";
        String schema = "";
        String table = "";
        String filter = null;
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            String value = PhoenixFrame.text(json);
            switch (name) {
                case "event" -> event = value == null ? "" : value;
                case "schema" -> schema = value == null ? "" : value;
                case "table" -> table = value == null ? "" : value;
                case "filter" -> filter = value;
                default -> {
                    // Its id, which nobody needs here.
                }
            }
        }
        json.endObject();
        return new PhoenixFilter(event, schema, table, filter);
    }
}
