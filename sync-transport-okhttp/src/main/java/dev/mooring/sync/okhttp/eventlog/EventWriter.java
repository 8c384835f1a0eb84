package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.json.WireText;
import dev.mooring.sync.spi.Ask;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes the bodies of {@code /do/sync} and {@code /do/proxy}. Sequence numbers are given here, at send time. */
final class EventWriter {
    private EventWriter() {}

    static ByteString sync(EventForm form, @Nullable Promises promises, Ask.Push push) {
        return write(form, promises, LogCursor.of(push.cursor()), push, null);
    }

    static ByteString proxy(EventForm form, @Nullable Promises promises, Ask.Call ask) {
        return write(form, promises, LogCursor.of(ask.cursor()), ask.push(), ask.call());
    }

    private static ByteString write(
            EventForm form,
            @Nullable Promises promises,
            LogCursor since,
            Ask.@Nullable Push push,
            @Nullable ApiCall call) {
        WireText json = new WireText();
        json.raw("{\"events_since\":").number(since.sequence());
        if (promises != null) {
            promises.request(json, since, push != null);
        }
        json.raw(",\"events\":[");
        if (push != null) {
            long sequence = since.sequence();
            for (Mutation mutation : push.mutations()) {
                json.raw(sequence == since.sequence() ? "" : ",");
                event(json, form, promises, ++sequence, mutation);
            }
        }
        json.raw("]");
        if (call != null) {
            request(json.raw(",\"request\":"), call);
        }
        return json.raw("}").bytes();
    }

    private static void event(
            WireText json, EventForm form, @Nullable Promises promises, long sequence, Mutation mutation) {
        json.raw("{\"sequence\":").number(EventForm.checked(sequence, mutation));
        json.raw(",\"timestamp\":").string(EventForm.timestamp(mutation));
        json.raw(",\"event_type\":").string(form.type(mutation));
        json.raw(",\"schema_version\":").number(mutation.schemaVersion());
        json.raw(",\"payload\":\"");
        form.payload(mutation, json::escaped);
        json.raw("\"");
        if (promises != null) {
            promises.event(json, mutation);
        }
        json.raw("}");
    }

    private static void request(WireText json, ApiCall call) {
        json.raw("{\"url\":").string(call.url()).raw(",\"headers\":{");
        String comma = "";
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            json.raw(comma).string(header.getKey()).raw(":").string(header.getValue());
            comma = ",";
        }
        json.raw("},\"method\":").string(call.method());
        if (call.body() != null) {
            json.raw(",\"body\":").string(call.body());
        }
        json.raw("}");
    }
}
