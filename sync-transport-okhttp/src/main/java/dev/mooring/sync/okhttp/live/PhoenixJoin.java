package dev.mooring.sync.okhttp.live;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a join asks for.
 *
 * @param topic with its {@code realtime:}
 * @param version of the serializer, 1 or 2
 * @param isPrivate whether the server asks its policies who may listen
 * @param filters the rows that wake
 * @param broadcasts the broadcasts that wake
 */
record PhoenixJoin(String topic, int version, boolean isPrivate, List<PhoenixFilter> filters, Set<String> broadcasts) {
    /** The payload of {@code phx_join}. */
    void write(JsonWriter json, @Nullable String token) throws IOException {
        json.beginObject().name("config").beginObject();
        json.name("broadcast").beginObject();
        json.name("ack").value(false).name("self").value(false).endObject();
        json.name("presence").beginObject().name("key").value("").endObject();
        json.name("postgres_changes").beginArray();
        for (PhoenixFilter filter : filters) {
            filter.write(json);
        }
        json.endArray().name("private").value(isPrivate).endObject();
        if (token != null) {
            json.name("access_token").value(token);
        }
        json.endObject();
    }
}
