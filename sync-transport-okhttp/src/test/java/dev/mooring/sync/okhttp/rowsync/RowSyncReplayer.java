package dev.mooring.sync.okhttp.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Recording;
import dev.mooring.sync.okhttp.Replayer;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Replays row-sync recordings. A request with changes is a push of those that this dialect could make; any other is a pull from
 * where the request says. Their names of rows are replaced by the ids that this dialect sends.
 */
public final class RowSyncReplayer implements Replayer {
    @Override
    public String replay(Recording.Exchange exchange) throws IOException {
        Map<?, ?> body = Replayer.json(exchange.body()) instanceof Map<?, ?> map ? map : Map.of();
        List<RowTable> tables = tables(body.get("pullTables"));
        RowSyncDialect dialect = RowSyncFixtures.dialect(tables.toArray(new RowTable[0]));
        List<Mutation> mutations = mutations(body.get("changes"));
        Ask ask = Replayer.orPull(() -> mutations.isEmpty() ? pull(body, tables) : push(body, tables, mutations));
        boolean ours = isOurs(body, mutations)
                && Replayer.isOurs(() -> check(body, mutations, Replayer.json(encoded(dialect, ask))));
        String answer = exchange.answer() == null ? "" : named(exchange.answer(), body, mutations);
        WireResponse response =
                new WireResponse(exchange.status(), exchange.headers(), new Buffer().writeUtf8(answer), null);
        return outcome(dialect, ask, response) + (ours ? "" : "  (not a request of ours)");
    }

    private static String encoded(RowSyncDialect dialect, Ask ask) {
        return Objects.requireNonNull(dialect.encode(ask).body()).utf8();
    }

    private static String outcome(RowSyncDialect dialect, Ask ask, WireResponse response) throws IOException {
        RowSyncFixtures.Collected sink = new RowSyncFixtures.Collected();
        String outcome;
        try {
            Answer.Settled settled = (Answer.Settled) dialect.decode(ask, response, sink);
            outcome = "settled  " + settled.outcomes() + (settled.page().more() ? "  more" : "")
                    + (settled.page().listed() ? "  listed" : "");
        } catch (TransportException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "  " + e.getMessage();
        } catch (ProtocolException e) {
            outcome = "garbage  " + e.getMessage();
        }
        return outcome + (sink.changes.isEmpty() ? "" : "  " + sink.changes.size() + " changes");
    }

    // ---- from a recorded request to an ask

    private static List<RowTable> tables(@Nullable Object names) {
        List<RowTable> tables = new ArrayList<>();
        for (RowTable table : RowSyncFixtures.TABLES) {
            if (names instanceof List<?> list && list.contains(table.name()) && list.size() == 1) {
                RowTableBuilder alone =
                        RowTable.builder(table.name()).key(table.primaryKey().toArray(new String[0]));
                if (!table.identity().equals(table.primaryKey())) {
                    alone.unique(table.identity().toArray(new String[0]));
                }
                tables.add(
                        table.deletedColumn() == null
                                ? alone.build()
                                : alone.softDelete("deleted").build());
            }
        }
        return tables.isEmpty() ? RowSyncFixtures.TABLES : tables;
    }

    private static Ask pull(Map<?, ?> body, List<RowTable> tables) {
        RowCursor start = RowCursor.of(Cursor.START, new RowTables(tables));
        String since = text(body.get("lastSyncAt"));
        if (!since.isEmpty()) {
            String mark = RowStamps.isClock(since) ? since : RowSyncFixtures.MARK;
            return new Ask.Pull(RowSyncFixtures.behind(List.of(mark), tables));
        }
        String next = text(body.get("pullCursor"));
        String began = text(body.get("syncStartedAt"));
        return new Ask.Pull(
                next.isEmpty()
                        ? Cursor.START
                        : start.at(RowCursor.Paging.FIRST.nextPage(
                                        "", RowStamps.isClock(began) ? began : RowSyncFixtures.MARK, next))
                                .token());
    }

    private static Ask push(Map<?, ?> body, List<RowTable> tables, List<Mutation> mutations) {
        String stamp = stamps(body).get(0);
        Instant at = RowStamps.parse(stamp);
        List<RowTable> all = mutations.stream().allMatch(m -> new RowTables(tables).get(m.collection()) != null)
                ? tables
                : RowSyncFixtures.TABLES;
        return new Ask.Push(
                RowSyncFixtures.BATCH,
                RowSyncFixtures.behind(List.of(RowStamps.isClock(stamp) ? stamp : RowSyncFixtures.MARK), all),
                at == null ? RowSyncFixtures.AT : at,
                mutations);
    }

    private static List<Mutation> mutations(@Nullable Object changes) {
        List<Mutation> mutations = new ArrayList<>();
        for (Object change : changes instanceof List<?> list ? list : List.of()) {
            Map<?, ?> fields = change instanceof Map<?, ?> map ? map : Map.of();
            RowTable table = table(text(fields.get("table")));
            if (table == null || !(fields.get("data") instanceof Map<?, ?> data)) {
                continue;
            }
            boolean delete = Boolean.TRUE.equals(fields.get("deleted"))
                    || Double.valueOf(1).equals(data.get("deleted"));
            try {
                mutations.add(RowSyncFixtures.mutation(
                        mutations.size(), table, delete ? Mutation.DELETE : "put", print(data)));
            } catch (IllegalArgumentException e) {
                // A row without its key, which this dialect refuses when it is recorded.
            }
        }
        return mutations;
    }

    private static @Nullable RowTable table(String name) {
        return RowSyncFixtures.TABLES.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<String> stamps(Map<?, ?> body) {
        List<String> stamps = new ArrayList<>();
        for (Object change : body.get("changes") instanceof List<?> list ? list : List.of()) {
            stamps.add(change instanceof Map<?, ?> map ? text(map.get("lastModifiedAt")) : "");
        }
        return stamps;
    }

    private static String named(String answer, Map<?, ?> body, List<Mutation> mutations) {
        List<?> changes = body.get("changes") instanceof List<?> list ? list : List.of();
        String named = answer;
        for (int i = 0; i < changes.size() && changes.size() == mutations.size(); i++) {
            String rowId = changes.get(i) instanceof Map<?, ?> map ? text(map.get("rowId")) : "";
            named = named.replace(
                    " rowId=" + rowId + ": ", " rowId=" + mutations.get(i).id() + ": ");
        }
        return named;
    }

    // ---- is it one that we make, and do we make it the same

    private static boolean isOurs(Map<?, ?> body, List<Mutation> mutations) {
        boolean incremental =
                !text(body.get("lastSyncAt")).isEmpty() && RowStamps.isClock(text(body.get("lastSyncAt")));
        boolean known = body.keySet().stream()
                .allMatch(List.of("changes", "schemaVersion", "lastSyncAt", "pullTables")::contains);
        if (!incremental || !known || !Double.valueOf(1).equals(body.get("schemaVersion"))) {
            return false;
        }
        List<?> scope = body.get("pullTables") instanceof List<?> list ? list : List.of();
        if (mutations.isEmpty()) {
            return scope.size() == 1 && body.get("changes") instanceof List<?> list && list.isEmpty();
        }
        return scope.isEmpty()
                && body.containsKey("pullTables")
                && mutations.size() == ((List<?>) body.get("changes")).size()
                && mutations.stream()
                        .noneMatch(m ->
                                m.kind().equals(Mutation.DELETE) && m.payload().length() < 60)
                && stamps(body).stream().distinct().count() == 1
                && RowStamps.isClock(stamps(body).get(0))
                && print(body).contains("\"deleted\":0,\"syncVersion\"");
    }

    private static void check(Map<?, ?> body, List<Mutation> mutations, @Nullable Object encoded) {
        Map<?, ?> ours = (Map<?, ?>) Objects.requireNonNull(encoded);
        if (mutations.isEmpty()) {
            assertEquals(body, ours);
            return;
        }
        assertEquals(body.get("pullTables"), ours.get("pullTables"));
        assertEquals(unnamed(body.get("changes"), true), unnamed(ours.get("changes"), false));
    }

    /** Without the name of the row, and with the stamp that the envelope has. */
    private static List<Map<Object, @Nullable Object>> unnamed(@Nullable Object changes, boolean recorded) {
        List<Map<Object, @Nullable Object>> list = new ArrayList<>();
        for (Object change : (List<?>) Objects.requireNonNull(changes)) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>((Map<?, ?>) change);
            copy.remove("rowId");
            if (recorded && copy.get("data") instanceof Map<?, ?> data) {
                Map<Object, @Nullable Object> stamped = new LinkedHashMap<>(data);
                stamped.put("lastModifiedAt", copy.get("lastModifiedAt"));
                copy.put("data", stamped);
            }
            list.add(copy);
        }
        return list;
    }

    // ---- JSON

    private static String print(Object json) {
        Buffer buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            writer.setSerializeNulls(true);
            writer.jsonValue(whole(json));
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
        return buffer.readUtf8();
    }

    /** The reader makes a double of every number. */
    private static @Nullable Object whole(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(name, whole(value)));
            return copy;
        }
        if (json instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(value -> copy.add(whole(value)));
            return copy;
        }
        return json instanceof Double number && number == Math.rint(number) ? (Object) number.longValue() : json;
    }

    private static String text(@Nullable Object json) {
        return json instanceof String text ? text : "";
    }
}
