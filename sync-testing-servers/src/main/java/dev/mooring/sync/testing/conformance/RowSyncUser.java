package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.Stage.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One throw-away user of a row-sync server; his devices differ in nothing but what they know. */
final class RowSyncUser {
    static final String STAMP = "lastModifiedAt";

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Map<String, Object> PUSH_ONLY =
            Map.of("pullTables", List.of(), "lastSyncAt", "2026-01-01T00:00:00.000Z");
    /** Pulls look back so far, so that what the test has just written is in, however long it took; what is old is an hour old. */
    private static final Duration BACK = Duration.ofMinutes(20);

    final String id;
    final WritableTable main;
    private final Stage stage;
    private final String name;
    private final Map<String, String> headers;
    private final Duration ahead;

    RowSyncUser(Stage stage) {
        this.stage = stage;
        name = UUID.nameUUIDFromBytes(stage.user().getBytes(StandardCharsets.UTF_8))
                .toString();
        if (!stage.hasAccounts(name)) {
            throw Ending.unclear("it takes users with rows of their own, and no hook was given that makes them");
        }
        headers = new LinkedHashMap<>(stage.headers(name));
        id = Jwt.subject(headers.getOrDefault("Authorization", ""), name);
        main = stage.tables().get(0);
        Got got = push(List.of());
        if (got.status == 401) {
            throw Ending.unclear("the credential of a throw-away user was answered 401");
        }
        ahead = Duration.between(stage.now(), instant(got.get("syncedAt")));
    }

    /** The first table like that; {@code UNCLEAR} if there is none. */
    WritableTable table(String like, Predicate<WritableTable> wanted) {
        return stage.tables().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> Ending.unclear("it takes a table " + like + ", and none was named"));
    }

    /** The table of that name; {@code UNCLEAR} if it is not named. */
    WritableTable table(String name) {
        return table("of the name " + name, each -> each.name().equals(name));
    }

    WritableTable child() {
        return table("that refers to the first one", each -> !each.parent().isEmpty());
    }

    WritableTable hard() {
        return table(
                "without a column for deletes and without a parent",
                each -> each.deleted().isEmpty() && each.parent().isEmpty() && each.seen() == null);
    }

    WritableTable uniqueOne() {
        return table("with a unique text", WritableTable::unique);
    }

    // ---- times

    /** The server's time, more or less. */
    Instant now() {
        return stage.now().plus(ahead);
    }

    static String text(Instant time) {
        return MILLIS.format(time);
    }

    static Instant instant(@Nullable Object stamp) {
        try {
            return Instant.parse(String.valueOf(stamp));
        } catch (DateTimeParseException e) {
            throw Ending.broken("a time in an answer is no UTC time: " + stamp);
        }
    }

    // ---- rows

    static String fresh() {
        return UUID.randomUUID().toString();
    }

    /** The columns of a row, stamped now. */
    Map<String, @Nullable Object> row(WritableTable table, String key, String text, String parent) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put(table.key(), key);
        put(row, table.owner(), id);
        put(row, table.text(), text);
        put(row, table.parent(), parent);
        put(row, table.deleted(), 0);
        table.row().forEach((column, value) -> row.put(column, value.equals("{new}") ? fresh() : value));
        row.put(STAMP, text(now()));
        return row;
    }

    Map<String, @Nullable Object> row(String key, String text) {
        return row(main, key, text, "");
    }

    Map<String, @Nullable Object> row(String key, String text, Instant stamp) {
        Map<String, @Nullable Object> row = row(key, text);
        row.put(STAMP, text(stamp));
        return row;
    }

    private static void put(Map<String, @Nullable Object> row, String column, Object value) {
        if (!column.isEmpty()) {
            row.put(column, value);
        }
    }

    static Map<String, @Nullable Object> upsert(String table, String key, Map<String, ?> row) {
        return change(table, key, row, false, row.get(STAMP));
    }

    Map<String, @Nullable Object> upsert(Map<String, ?> row) {
        return upsert(main.name(), String.valueOf(row.get(main.key())), row);
    }

    Map<String, @Nullable Object> upsert(WritableTable table, Map<String, ?> row) {
        return upsert(table.name(), String.valueOf(row.get(table.key())), row);
    }

    Map<String, @Nullable Object> delete(WritableTable table, String key) {
        return change(table.name(), key, Map.of(table.key(), key), true, text(now()));
    }

    private static Map<String, @Nullable Object> change(
            String table, String key, Map<String, ?> row, boolean deleted, @Nullable Object stamp) {
        Map<String, @Nullable Object> change = new LinkedHashMap<>();
        change.put("table", table);
        change.put("rowId", key);
        change.put("data", row);
        change.put("deleted", deleted);
        change.put(STAMP, stamp);
        return change;
    }

    // ---- requests

    Got sync(List<?> changes, Map<String, ?> more) {
        return post(body(changes, more));
    }

    private static String body(List<?> changes, Map<String, ?> more) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("changes", changes);
        body.put("schemaVersion", 1);
        body.putAll(more);
        return Json.write(body);
    }

    Got post(String body) {
        return stage.wire.exchange("POST", "api/sync", headers, body);
    }

    /** Sends changes and asks for none; the same bytes for the same changes. */
    Got push(List<?> changes) {
        return sync(changes, PUSH_ONLY);
    }

    /** The same, and nobody waits for the answer. */
    void lost(List<?> changes) {
        stage.wire.lost("POST", "api/sync", headers, body(changes, PUSH_ONLY));
    }

    /** Sends changes with a credential of this user that is over, and gets a good one again. */
    Got pushExpired(List<?> changes) {
        Map<String, String> expired = stage.expired(name);
        Got got = stage.wire.exchange("POST", "api/sync", expired, body(changes, PUSH_ONLY));
        headers.putAll(stage.headers(name));
        return got;
    }

    /** Good changes, which have to be taken. */
    void stored(List<?> changes) {
        Got got = push(changes);
        if (got.status != 200) {
            throw Ending.unclear("a push of good rows was answered " + got.status + ": " + got.text);
        }
    }

    /** What changed since then, in a table, as a device with that watermark sees it. */
    List<Map<?, ?>> since(Instant watermark, WritableTable table) {
        return changes(good(sync(List.of(), asks(watermark, table))), table);
    }

    /** The same, since a moment ago. */
    List<Map<?, ?>> recent(WritableTable table) {
        return since(now().minus(BACK), table);
    }

    static Map<String, Object> asks(Instant watermark, WritableTable table) {
        return Map.of("lastSyncAt", text(watermark), "pullTables", List.of(table.name()));
    }

    static Got good(Got got) {
        check(got.status == 200, "a pull was answered " + got.status);
        check(got.get("changes") instanceof List, "a pull was answered 200 without changes");
        return got;
    }

    static List<Map<?, ?>> changes(Got got, WritableTable table) {
        List<Map<?, ?>> changes = new ArrayList<>();
        for (Object each : got.list("changes")) {
            if (each instanceof Map<?, ?> change && table.name().equals(change.get("table"))) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** A pull of everything in a table, page after page; {@code between} runs behind the first page that has rows. */
    List<Map<?, ?>> all(WritableTable table, int pageSize, int pages, Runnable between) {
        List<Map<?, ?>> all = new ArrayList<>();
        Map<String, Object> ask = new LinkedHashMap<>();
        ask.put("pullTables", List.of(table.name()));
        ask.put("pageSize", pageSize);
        ask.put("initialPageCount", pages);
        for (int page = 0; page < 200; page++) {
            Got got = good(sync(List.of(), ask));
            boolean first = all.isEmpty();
            all.addAll(changes(got, table));
            if (got.get("nextCursor") == null) {
                return all;
            }
            if (first && !all.isEmpty()) {
                between.run();
            }
            ask.put("pullCursor", got.get("nextCursor"));
            ask.put("syncStartedAt", String.valueOf(got.get("syncStartedAt")));
        }
        throw Ending.broken("a full pull of a table had no end after 200 pages");
    }

    List<Map<?, ?>> all(WritableTable table) {
        return all(table, 500, 32, () -> {});
    }

    /** The columns of a change. */
    static Map<?, ?> data(Map<?, ?> change) {
        return change.get("data") instanceof Map<?, ?> data ? data : Map.of();
    }

    /** The change of a row, or null. */
    static @Nullable Map<?, ?> find(List<Map<?, ?>> changes, WritableTable table, String key) {
        return changes.stream()
                .filter(each -> key.equals(data(each).get(table.key())))
                .findFirst()
                .orElse(null);
    }

    static boolean isLiving(@Nullable Map<?, ?> change) {
        return change != null && !Boolean.TRUE.equals(change.get("deleted"));
    }

    /** The text of a living row of the first table, as a full pull shows it; null if it is not there. */
    @Nullable
    Object stored(String key) {
        Map<?, ?> found = find(all(main), main, key);
        return found != null && isLiving(found) ? data(found).get(main.text()) : null;
    }

    /** A row of the first table, stored a while ago. */
    String old(String text) {
        String key = fresh();
        stored(List.of(upsert(row(key, text, now().minus(Duration.ofHours(1))))));
        return key;
    }
}
