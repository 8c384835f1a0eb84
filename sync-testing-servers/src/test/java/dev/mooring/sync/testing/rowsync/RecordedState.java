package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.recorded.Recording;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that holds what the live one must have held before a recorded exchange: the rows that its answers show and no push of
 * the file brings, the parents of what is pushed, its clock and its signatures. What a recording alone cannot tell is spelled
 * out by file below.
 */
final class RecordedState {
    private static final String OTHER_USER = "b0000000-0000-4000-8000-000000000002";
    private static final Pattern STAMP_MADE = Pattern.compile("1, (2026-11-20) (\\d\\d:\\d\\d:\\d\\d\\.\\d+), null\\)");

    private final Recording recording;
    private final RowSyncServer server;
    private final Deque<Instant> times = new ArrayDeque<>();
    private final Map<String, String> signatures = new HashMap<>();

    RecordedState(Recording recording) {
        this.recording = recording;
        recording.steps().forEach(step -> remember(cursor(step)));
        server = RowSyncServer.builder()
                .clock(new Times())
                .token("B", OTHER_USER)
                .token("no-uuid", "someone")
                .cursorSignature(text -> signatures.getOrDefault(text, "unknown"))
                .build();
        Set<String> pushed = new HashSet<>();
        recording.steps().forEach(step -> pushes(step).forEach(change -> pushed.add(identity(change))));
        recording.steps().forEach(step -> pushes(step).forEach(this::parents));
        recording.steps().forEach(step -> shown(step).forEach(change -> show(change, pushed)));
    }

    RowSyncServer server() {
        return server;
    }

    /** The recordings hide the token; its kind is in their notes. */
    Request request(int step) {
        Request given = recording.steps().get(step).request();
        Map<String, String> headers = new TreeMap<>(given.headers());
        String file = recording.file();
        String token = file.contains("401")
                ? "garbage"
                : file.contains("not-uuid") && file.contains("auth") ? "no-uuid" : "token";
        boolean other = file.startsWith("32-") && step != 1;
        headers.computeIfPresent("Authorization", (name, value) -> value.replace("<jwt>", other ? "B" : token));
        return new Request(given.method(), given.path(), headers, given.body());
    }

    void before(int step) {
        Recording.Exchange exchange = recording.steps().get(step);
        times.clear();
        Object answer = answer(exchange);
        if (ScriptValue.get(answer, "syncedAt") instanceof String syncedAt) {
            times.add(Instant.parse(syncedAt));
            Set<String> unstamped = new HashSet<>();
            pushes(exchange).stream()
                    .filter(change ->
                            !JsonWriter.write(ScriptValue.get(change, "data")).contains("lastModifiedAt"))
                    .forEach(change -> unstamped.add(identity(change)));
            shown(exchange).stream()
                    .filter(change -> unstamped.contains(identity(change)))
                    .forEach(change -> addTime(ScriptValue.text(ScriptValue.get(change, "lastModifiedAt"))));
        }
        String error = ScriptValue.text(ScriptValue.get(answer, "error"));
        Matcher made = STAMP_MADE.matcher(error);
        if (made.find()) {
            times.add(Instant.parse("2026-11-20T00:00:00Z"));
            addTime(made.group(1) + "T" + made.group(2) + "Z");
        }
        if (error.contains("40P01")) {
            server.deadlock(between(error, "rowId=", ":"), between(error, "detail=", " | hint"));
        }
        special(step);
    }

    /** A transaction that began before the reader's marker commits between two steps. */
    void after(int step) {
        if (recording.file().startsWith("47-") && step == 1) {
            server.changeLog("tune", "2026-11-20T23:47:35.100Z");
        }
    }

    private void special(int step) {
        String file = recording.file();
        if (file.startsWith("38-") && step == 0) {
            // The row that no page ever brought.
            String kept = server.rows("tune").get(2).data();
            String last = server.rows("tune").get(3).data();
            server.remove("tune", id(kept));
            server.remove("tune", id(last));
            server.put("tune", kept.replace(id(kept), "ddfdf4ef-fae1-4d9d-be97-f59e294d7280"));
            server.put("tune", kept);
            server.put("tune", last);
        }
        if (file.startsWith("28-")) {
            Object data = ScriptValue.get(pushes(recording.steps().get(0)).get(0), "data");
            String key = ScriptValue.text(ScriptValue.get(data, "repertoireId"));
            server.put("repertoire", "{\"repertoireId\":\"" + key + "\",\"userRef\":\"" + RowSyncServer.USER + "\"}");
        }
    }

    private static String id(String data) {
        return ScriptValue.text(ScriptValue.get(JsonReader.read(data), "id"));
    }

    private void addTime(String stamp) {
        times.add(Instant.parse(stamp));
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    // ---- what the files tell

    private static Object answer(Recording.Exchange step) {
        return step.body().startsWith("{") ? step.answer() : new LinkedHashMap<String, Object>();
    }

    private static List<?> shown(Recording.Exchange step) {
        return ScriptValue.get(answer(step), "changes") instanceof List<?> changes ? changes : List.of();
    }

    private static List<?> pushes(Recording.Exchange step) {
        String text = step.request().text();
        Object body = text.startsWith("{\"") ? JsonReader.read(text) : new LinkedHashMap<String, Object>();
        return ScriptValue.get(body, "changes") instanceof List<?> changes ? changes : List.of();
    }

    private static String identity(Object change) {
        TableSpec table = Schema.TABLES.get(ScriptValue.text(ScriptValue.get(change, "table")));
        Object data = ScriptValue.get(change, "data");
        return table == null || data == ScriptValue.Nothing.UNDEFINED
                ? ""
                : table.name()
                        + table.key().stream()
                                .map(c -> ScriptValue.get(data, c))
                                .toList();
    }

    private void show(Object change, Set<String> pushed) {
        boolean deletedFirst = recording.file().startsWith("07-");
        boolean editedLater = recording.file().startsWith("38-");
        String table = ScriptValue.text(ScriptValue.get(change, "table"));
        if (table.equals("genre") || (pushed.contains(identity(change)) && !deletedFirst && !editedLater)) {
            return;
        }
        String data = JsonWriter.write(ScriptValue.get(change, "data"));
        if (!data.contains("P0-edited") || !editedLater) {
            server.put(table, deletedFirst ? data.replace("\"deleted\":1", "\"deleted\":0") : data);
        }
    }

    private void parents(Object change) {
        TableSpec table = Schema.TABLES.get(ScriptValue.text(ScriptValue.get(change, "table")));
        Object data = ScriptValue.get(change, "data");
        if (table != null && table.name().equals("tag")) {
            server.put("tune", "{\"id\":" + JsonWriter.write(ScriptValue.get(data, "tuneRef")) + "}");
        }
    }

    // ---- clock and signatures

    private static String cursor(Recording.Exchange step) {
        return ScriptValue.get(answer(step), "nextCursor") instanceof String cursor ? cursor : "";
    }

    private void remember(String cursor) {
        if (!cursor.isEmpty()) {
            Object json = JsonReader.read(new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8));
            Map<Object, Object> unsigned = new LinkedHashMap<>((Map<?, ?>) json);
            Object signature = unsigned.remove("sig");
            signatures.put(JsonWriter.write(unsigned), String.valueOf(signature));
        }
    }

    /** The times that the recording shows, the last one again and again. */
    private final class Times extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            Instant next = times.size() > 1 ? times.removeFirst() : times.peekFirst();
            return next == null ? Instant.parse("2026-11-20T23:59:59Z") : next;
        }
    }
}
