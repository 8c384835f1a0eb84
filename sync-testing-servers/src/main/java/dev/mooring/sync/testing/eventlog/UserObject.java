package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's object for one user: its log and what may be done with it. Callers hold the object's lock, but for
 * {@link #proxy}, which takes it itself and lets go of it during the upstream call, as the live server interleaves there.
 */
final class UserObject {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern LEADING_INTEGER = Pattern.compile("\\s*([+-]?\\d+).*", Pattern.DOTALL);

    final UserLog log = new UserLog();
    final LiveLog live;
    final @Nullable StrictLog strict;
    private final boolean full;
    private final Clock clock;
    private @Nullable Instant alarmAt;
    private Object alarmMeta = ScriptValue.Nothing.UNDEFINED;

    UserObject(EventLogServerBuilder settings) {
        this.full = settings.flavour != Flavour.BASE;
        this.clock = settings.clock;
        this.live = new LiveLog(log, this::liveFacts);
        this.strict = settings.flavour == Flavour.STRICT ? new StrictLog(log, live, settings) : null;
    }

    private String liveFacts() {
        return strict == null ? "" : strict.liveFacts();
    }

    Reply answer(Request request, String path, Target target) {
        fireAlarm();
        Reply own = strict == null ? null : strict.answer(request, path, target);
        if (own != null) {
            return own;
        }
        boolean post = request.method().equals("POST");
        boolean get = request.method().equals("GET");
        if (path.equals("/sync") && post) {
            return sync(JsonReader.read(request.text()));
        }
        if (path.equals("/events") && post) {
            return append(JsonReader.read(request.text()));
        }
        if (path.equals("/events") && get) {
            return Answers.json(200, Body.around("[", log.above(since(target), Set.of()), "]"));
        }
        if (path.equals("/status") && get) {
            return Answers.json(
                    200,
                    "{\"event_count\":" + log.size() + ",\"latest_sequence\":" + ScriptValue.text((double) log.latest())
                            + "}");
        }
        if (full && path.startsWith("/webhook/")) {
            return post ? webhook(path, request.text()) : Answers.error(405, "Webhooks only accept POST requests");
        }
        if (full && post && path.equals("/cron")) {
            return cron(JsonReader.read(request.text()));
        }
        if (full && post && path.equals("/schedule-alarm")) {
            return scheduleAlarm(JsonReader.read(request.text()));
        }
        return Answers.error(404, "Not found");
    }

    private Reply sync(Object body) {
        SyncEndpoint sync = new SyncEndpoint(log, body);
        if (full && SyncEndpoint.mints(sync.events())) {
            return SyncEndpoint.forbidden(true);
        }
        Reply gap = sync.refusal();
        if (gap != null) {
            return gap;
        }
        sync.store();
        return sync.accepted(200, "\"response\":null");
    }

    Reply proxy(Request request, Upstream upstream, Map<String, String> secrets) {
        Exchange sync;
        ProxyCall call;
        synchronized (this) {
            fireAlarm();
            Object body = JsonReader.read(request.text());
            sync = strict == null ? new SyncEndpoint(log, body) : new StrictExchange(strict, body);
            Object wanted = ScriptValue.get(body, "request");
            if (!ProxyCall.hasUrl(wanted)) {
                return Answers.error(400, "Missing 'request.url' in proxy body.");
            }
            if (full && SyncEndpoint.mints(ScriptValue.get(body, "events"))) {
                return SyncEndpoint.forbidden(true);
            }
            Reply gap = sync.refusal();
            if (gap != null) {
                return gap;
            }
            sync.store();
            live.tell();
            call = new ProxyCall(wanted, secrets, "body");
        }
        try {
            String response = ProxyCall.json(call.make(upstream));
            return answered(sync, 200, "\"response\":" + response);
        } catch (IOException | RuntimeException e) {
            String error = JsonWriter.quote("Upstream request failed: " + e.getMessage());
            return answered(sync, 502, "\"response\":null,\"error\":" + error);
        }
    }

    private synchronized Reply answered(Exchange sync, int status, String rest) {
        return sync.accepted(status, rest);
    }

    private Reply append(Object body) {
        List<?> events = body instanceof List<?> list ? list : List.of(body);
        if (full && SyncEndpoint.hasMinted(events)) {
            return SyncEndpoint.forbidden(false);
        }
        for (Object event : events) {
            SyncEndpoint.insert(log, event);
        }
        return Answers.json(200, "{\"stored\":" + events.size() + "}");
    }

    static double since(Target target) {
        String text = target.parameter("since");
        if (text == null || text.isEmpty()) {
            return 0;
        }
        Matcher number = LEADING_INTEGER.matcher(text);
        return number.matches() ? Double.parseDouble(number.group(1)) : Double.NaN;
    }

    // ---- what the server writes itself

    long mint(String type, String payload, Instant at) {
        long place = log.latest() + 1;
        StoredEvent event = new StoredEvent(place, ISO.format(at), type, "1", payload);
        if (strict != null) {
            return strict.mint(event);
        }
        log.insert(place, Row.of(event).bytes(place));
        live.tell();
        return place;
    }

    private Reply cron(Object body) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("trigger", ScriptValue.get(body, "trigger"));
        payload.put("scheduledTime", ScriptValue.get(body, "scheduledTime"));
        long place = mint("cron_result", JsonWriter.write(payload), clock.instant());
        return Answers.json(200, "{\"ok\":true,\"sequence\":" + place + "}");
    }

    private Reply webhook(String path, String body) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("webhook_path", path);
        try {
            payload.put("data", JsonReader.read(body));
        } catch (ScriptError e) {
            return Answers.error(400, "Invalid JSON body.");
        }
        long place = mint("webhook_result", JsonWriter.write(payload), clock.instant());
        return Answers.json(
                200, "{\"received\":true,\"sequence\":" + place + ",\"webhook_path\":" + JsonWriter.quote(path) + "}");
    }

    private Reply scheduleAlarm(Object body) {
        Object delay = ScriptValue.get(body, "delayMs");
        if (!ScriptValue.truthy(delay) && !(delay instanceof Double)) {
            return Answers.error(400, "Missing 'delayMs' in body.");
        }
        if (!(delay instanceof Double millis)) {
            throw new ScriptError("setAlarm() cannot be called with a time that is not a number.");
        }
        if (millis < 0) {
            return Answers.error(400, "'delayMs' must not be negative.");
        }
        alarmAt = clock.instant().plusMillis(millis.longValue());
        alarmMeta = ScriptValue.get(body, "meta");
        return Answers.json(200, "{\"ok\":true,\"alarm_scheduled\":true,\"delayMs\":" + ScriptValue.text(delay) + "}");
    }

    /** An alarm, or the end of a lease, is noticed when somebody looks; its event carries the time that it was set for. */
    void fireAlarm() {
        Instant due = alarmAt;
        if (due != null && !clock.instant().isBefore(due)) {
            alarmAt = null;
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("type", "alarm_fired");
            payload.put("meta", alarmMeta);
            mint("proxy_minted", JsonWriter.write(payload), due);
        }
        if (strict != null) {
            strict.takeIn("");
        }
    }
}
