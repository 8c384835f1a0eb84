package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.ApiCall;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes the bodies of {@code /do/sync} and {@code /do/proxy}. Sequence numbers are given here, at send time. */
final class EventWriter {
    private EventWriter() {}

    static ByteString sync(EventForm form, Ask.Push push) {
        return write(form, LogCursor.of(push.cursor()), push, null);
    }

    static ByteString proxy(EventForm form, Ask.Call ask) {
        return write(form, LogCursor.of(ask.cursor()), ask.push(), ask.call());
    }

    private static ByteString write(EventForm form, LogCursor since, Ask.@Nullable Push push, @Nullable ApiCall call) {
        Buffer buffer = new Buffer();
        try {
            JsonWriter json = JsonWriter.of(buffer);
            json.beginObject().name("events_since").value(since.sequence());
            json.name("events").beginArray();
            if (push != null) {
                long sequence = since.sequence();
                for (Mutation mutation : push.mutations()) {
                    event(json, form.event(++sequence, mutation));
                }
            }
            json.endArray();
            if (call != null) {
                request(json.name("request"), call);
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // A buffer in memory does not fail.
        }
        return buffer.snapshot();
    }

    private static void event(JsonWriter json, Event event) throws IOException {
        json.beginObject();
        json.name("sequence").value(event.sequence());
        json.name("timestamp").value(event.timestamp());
        json.name("event_type").value(event.type());
        json.name("schema_version").value(event.schemaVersion());
        json.name("payload").value(event.payload());
        json.endObject();
    }

    private static void request(JsonWriter json, ApiCall call) throws IOException {
        json.beginObject().name("url").value(call.url());
        json.name("headers").beginObject();
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            json.name(header.getKey()).value(header.getValue());
        }
        json.endObject().name("method").value(call.method());
        if (call.body() != null) {
            json.name("body").value(call.body());
        }
        json.endObject();
    }
}
