package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a strict server keeps of a user beside the events, and what only it answers. Callers hold the lock of the user's object. */
final class StrictLog {
    private static final String PROMISES = "[\"atomic\",\"conflict\",\"idempotent\",\"leases\",\"history\",\"pages\"]";

    final UserLog log;
    final WriteLease lease;
    private final LiveLog live;
    private final EventLogServerBuilder settings;
    private final TreeMap<Long, Mark> marks = new TreeMap<>();
    private final Map<String, Long> places = new HashMap<>();
    private final Map<Long, Mark> lost = new HashMap<>();
    private final ArrayDeque<StoredEvent> inbox = new ArrayDeque<>();
    private int histories = 1;
    private long compactedTo;

    /** What is known of a stored event beside its row. */
    record Mark(String mutation, String key, String writer) {}

    StrictLog(UserLog log, LiveLog live, EventLogServerBuilder settings) {
        this.log = log;
        this.live = live;
        this.settings = settings;
        Clock clock = settings.clock;
        this.lease =
                new WriteLease(clock, settings.lease, settings.strictFaults.contains(StrictFault.SAME_TOKEN_TWICE));
    }

    String history() {
        return "h" + histories;
    }

    /** Null if it is answered as by the other flavours. */
    @Nullable
    Reply answer(Request request, String path, Target target) {
        takeIn("");
        boolean post = request.method().equals("POST");
        if (path.equals("/sync") && post) {
            StrictExchange exchange = new StrictExchange(this, JsonReader.read(request.text()));
            Reply refusal = exchange.refusal();
            return refusal == null ? exchange.stored(200, "\"response\":null") : refusal;
        }
        if (path.equals("/events") && !post) {
            return events(target);
        }
        if (path.equals("/status") && !post) {
            return Answers.json(
                    200,
                    "{\"event_count\":" + log.size() + ",\"latest_sequence\":" + log.latest() + ",\"history\":"
                            + JsonWriter.quote(history()) + ",\"compacted_to\":" + compactedTo + ",\"lease\":"
                            + lease.status() + ",\"promises\":" + PROMISES + "}");
        }
        return path.equals("/lease") && post ? released(JsonReader.read(request.text())) : null;
    }

    private Reply released(Object body) {
        String writer = text(body, "writer");
        boolean released = ScriptValue.truthy(ScriptValue.get(body, "release"))
                && lease.release(writer, number(body, "fencing_token"));
        takeIn("");
        return Answers.json(200, "{\"released\":" + released + ",\"lease\":" + lease.json(writer) + "}");
    }

    private Reply events(Target target) {
        String writer = Objects.requireNonNullElse(target.parameter("writer"), "");
        String history = target.parameter("history");
        if (history != null && !history.equals(history())) {
            return anotherHistory(writer);
        }
        heard(writer);
        byte[][] rows = log.above(UserObject.since(target), Set.of());
        byte[][] page = page(rows);
        Reply plain = Answers.json(200, Body.around("[", page, "]"));
        Map<String, String> headers = new LinkedHashMap<>(plain.headers());
        headers.put("X-History", history());
        headers.put("X-Fencing-Token", Long.toString(lease.token()));
        headers.put("X-Latest-Sequence", Long.toString(log.latest()));
        headers.put("X-Compacted-To", Long.toString(compactedTo));
        if (page.length < rows.length) {
            headers.put("X-More", "true");
        }
        return new Reply(200, headers, plain.body());
    }

    /** The holder is told what waits for it, and its lease lasts longer. */
    void heard(String writer) {
        lease.renew(writer);
        takeIn(writer);
    }

    byte[][] page(byte[][] rows) {
        return rows.length <= settings.page ? rows : Arrays.copyOf(rows, settings.page);
    }

    Reply anotherHistory(String writer) {
        return refusal("Another history", writer, new byte[0][]);
    }

    Reply refusal(String error, String writer, byte[][] rows) {
        return refusal(error, writer, "", rows);
    }

    Reply refusal(String error, String writer, String more, byte[][] rows) {
        String head = "{\"events_accepted\":false,\"error\":" + JsonWriter.quote(error) + ",\"server_events\":[";
        return Answers.json(
                409, Body.around(head, page(rows), "],\"response\":null" + more + facts(writer, rows) + "}"));
    }

    /** The members that every answer has. */
    String facts(String writer, byte[][] rows) {
        return ",\"history\":" + JsonWriter.quote(history()) + ",\"latest_sequence\":" + log.latest()
                + ",\"compacted_to\":"
                + compactedTo + ",\"lease\":" + lease.json(writer)
                + (rows.length > settings.page ? ",\"more\":true" : "");
    }

    /** What a message of the live stream tells beside its events. */
    String liveFacts() {
        return ",\"history\":" + JsonWriter.quote(history()) + ",\"fencing_token\":" + lease.token();
    }

    // ---- what is stored

    @Nullable
    Long placeOf(String mutation) {
        return places.get(mutation);
    }

    void insert(long place, byte[] row, Mark mark) {
        if (!log.insert(place, row)) {
            throw new IllegalStateException("sequence " + place + " is taken");
        }
        marks.put(place, mark);
        if (!mark.mutation().isEmpty()) {
            places.put(mark.mutation(), place);
        }
    }

    // ---- what the server writes itself

    /** At once, or when nobody holds the lease any more. Returns its place, 0 if it waits. */
    long mint(StoredEvent event) {
        boolean waits = lease.isHeldByClient() && !settings.strictFaults.contains(StrictFault.APPENDS_WHILE_HELD);
        inbox.add(event);
        if (waits) {
            return 0;
        }
        append(!lease.isHeldByClient());
        return log.latest();
    }

    /** Stores what waits: while nobody holds the lease, or in an exchange of its holder. */
    void takeIn(String writer) {
        if (!inbox.isEmpty() && (!lease.isHeldByClient() || lease.isHeldBy(writer))) {
            append(!lease.isHeldByClient());
        }
    }

    private void append(boolean takes) {
        while (!inbox.isEmpty()) {
            StoredEvent event = inbox.remove();
            long place = log.latest() + 1;
            insert(place, Row.of(event).bytes(place), new Mark("", "", WriteLease.SERVER));
        }
        if (takes) {
            lease.written(WriteLease.SERVER);
        }
        live.tell();
    }

    // ---- what happens to the log

    int waiting() {
        return inbox.size();
    }

    /** Everything behind this is gone, without a word. */
    void lose(long latest) {
        lost.putAll(marks.tailMap(latest, false));
        marks.tailMap(latest, false).clear();
        places.values().removeIf(place -> place > latest);
    }

    /** What was lost is there again. */
    void found(long place) {
        Mark mark = lost.remove(place);
        if (mark != null) {
            marks.put(place, mark);
            places.put(mark.mutation(), place);
        }
    }

    /** Drops what later events of the same key have made superfluous. Returns how many. */
    int compact() {
        Set<String> later = new HashSet<>();
        Set<Long> dropped = new HashSet<>();
        for (Map.Entry<Long, Mark> each : marks.descendingMap().entrySet()) {
            Mark mark = each.getValue();
            if (!mark.key().isEmpty() && !later.add(mark.key())) {
                dropped.add(each.getKey());
            }
        }
        for (long place : dropped) {
            log.remove(place);
            marks.remove(place);
        }
        compactedTo = dropped.isEmpty() ? compactedTo : log.latest();
        return dropped.size();
    }

    /** From a backup that ends here: another history. */
    void restore(long latest) {
        log.truncate(latest);
        lose(latest);
        lost.clear();
        compactedTo = Math.min(compactedTo, log.latest());
        histories++;
        lease.forget(lease.token() + 1);
        live.tell();
    }

    void restart() {
        if (settings.strictFaults.contains(StrictFault.FORGETS_LEASE_AT_RESTART)) {
            lease.forget(0);
        }
    }

    // ---- reading requests

    static String text(Object body, String name) {
        return ScriptValue.get(body, name) instanceof String text ? text : "";
    }

    static long number(Object body, String name) {
        return ScriptValue.get(body, name) instanceof Double number ? number.longValue() : 0;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
