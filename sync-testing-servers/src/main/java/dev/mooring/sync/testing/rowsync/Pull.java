package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The pull half of a request: initial by pages, or incremental by the change log and the rows' stamps. */
final class Pull {
    /** What a function of the database returns at most; nothing says that there was more. */
    static final int CUT = 1000;

    private static final int MAX_PAGE = 500;
    private static final int MAX_TABLE_PAGES = 32;

    private final Database database;
    private final String user;
    private final Object request;
    private final UnaryOperator<String> signature;
    private final @Nullable Set<String> only;
    private final Map<String, Set<String>> collections = new LinkedHashMap<>();
    private final List<byte[]> rows = new ArrayList<>();
    private @Nullable String nextCursor;
    private @Nullable String syncStartedAt;

    Pull(Database database, String user, Object request, UnaryOperator<String> signature) {
        this.database = database;
        this.user = user;
        this.request = request;
        this.signature = signature;
        only = tables(ScriptValue.get(request, "pullTables"));
        collect();
    }

    byte[][] rows() {
        return rows.toArray(new byte[0][]);
    }

    @Nullable
    String nextCursor() {
        return nextCursor;
    }

    @Nullable
    String syncStartedAt() {
        return syncStartedAt;
    }

    void run(String now) {
        Object since = ScriptValue.get(request, "lastSyncAt");
        if (!ScriptValue.truthy(since)) {
            initial(now);
        } else if (since instanceof String text) {
            incremental(text);
        } else {
            throw new ScriptError("code=ERR_INVALID_ARG_TYPE");
        }
    }

    // ---- what the user sees

    @Nullable
    private static Set<String> tables(Object given) {
        if (!ScriptValue.truthy(given)) {
            return null;
        }
        if (!(given instanceof List)) {
            throw new ScriptError("pullTables.map is not a function");
        }
        return PullCursor.strings(given);
    }

    /** The caller may replace a set of ids, and then sees whatever that set allows. */
    private void collect() {
        collections.put(Reach.GENRES, ids("user_genre_selection", "genreId"));
        collections.put(Reach.REPERTOIRES, ids("repertoire", "repertoireId"));
        if (ScriptValue.get(request, "collectionsOverride") instanceof Map<?, ?> given) {
            given.forEach((name, ids) -> collections.put(name.toString(), PullCursor.strings(ids)));
        }
    }

    private Set<String> ids(String name, String column) {
        Set<String> ids = new LinkedHashSet<>();
        TableData table = Objects.requireNonNull(database.table(name));
        for (Row row : table.rows()) {
            if (table.spec().reach().sees(table.spec(), row, user, Map.of())) {
                ids.add(ScriptValue.text(row.value(table.spec(), column)));
            }
        }
        return ids;
    }

    private boolean wants(TableSpec table) {
        return only == null || only.contains(table.name());
    }

    private boolean sees(TableSpec table, Row row) {
        return table.reach().sees(table, row, user, collections) && !isHidden(table, row);
    }

    private boolean isHidden(TableSpec table, Row row) {
        Parent parent = table.shownWith();
        TableData parents = parent == null ? null : database.table(parent.table());
        if (parent == null || parents == null) {
            return false;
        }
        Row above = parents.byKey(ScriptValue.text(row.value(table, parent.column())));
        return above != null && ScriptValue.truthy(above.value(parents.spec(), TableSpec.DELETED));
    }

    private static Collection<Row> inOrder(TableData table) {
        if (!table.spec().isByStamp()) {
            return table.rows();
        }
        List<Row> rows = new ArrayList<>(table.rows());
        rows.sort(Comparator.comparing(Row::stamp).thenComparing(Row::key));
        return rows;
    }

    // ---- incremental

    private void incremental(String since) {
        for (Map.Entry<String, String> entry : database.changeLog().entrySet()) {
            TableData table = Objects.requireNonNull(database.table(entry.getKey()));
            if (entry.getValue().compareTo(since) > 0 && wants(table.spec())) {
                changed(table, Stamps.local(since));
            }
        }
    }

    private void changed(TableData table, LocalDateTime since) {
        int room = table.spec().isRpc() ? CUT : Integer.MAX_VALUE;
        for (Row row : inOrder(table)) {
            if (room > 0 && row.stamp().isAfter(since) && sees(table.spec(), row)) {
                rows.add(row.wire());
                room--;
            }
        }
    }

    // ---- initial

    private void initial(String now) {
        int pageSize = clamped("pageSize", MAX_PAGE, MAX_PAGE);
        int budget = clamped("initialPageCount", 1, MAX_TABLE_PAGES);
        PullCursor at = begin(now);
        syncStartedAt = at.syncStartedAt();
        LocalDateTime bound = Stamps.local(at.syncStartedAt());
        int index = at.tableIndex();
        int offset = at.offset();
        while (index < Schema.ORDER.size() && budget > 0) {
            TableSpec spec = Schema.ORDER.get(index);
            int found = wants(spec) ? page(spec, bound, offset, pageSize) : 0;
            budget -= wants(spec) ? 1 : 0;
            index += found < pageSize ? 1 : 0;
            offset = found < pageSize ? 0 : offset + found;
        }
        if (index < Schema.ORDER.size()) {
            nextCursor = new PullCursor(index, offset, at.syncStartedAt(), needed()).encode(user, signature);
        }
    }

    private PullCursor begin(String now) {
        Object raw = ScriptValue.get(request, "pullCursor");
        if (ScriptValue.truthy(raw)) {
            PullCursor cursor = PullCursor.decode(ScriptValue.text(raw), user, signature);
            collections.putAll(cursor.collections());
            return cursor;
        }
        Object hint = ScriptValue.get(request, "syncStartedAt");
        return new PullCursor(0, 0, ScriptValue.truthy(hint) ? ScriptValue.text(hint) : now, Map.of());
    }

    private int page(TableSpec spec, LocalDateTime bound, int offset, int size) {
        int seen = 0;
        for (Row row : inOrder(Objects.requireNonNull(database.table(spec.name())))) {
            if ((spec.isRpc() || !row.stamp().isAfter(bound)) && sees(spec, row)) {
                if (seen >= offset) {
                    rows.add(row.wire());
                }
                seen++;
                if (seen == offset + size) {
                    return size;
                }
            }
        }
        return Math.max(0, seen - offset);
    }

    private int clamped(String field, int otherwise, int most) {
        return ScriptValue.get(request, field) instanceof Double given && !given.isInfinite() && !given.isNaN()
                ? (int) Math.min(most, Math.max(1, Math.floor(given)))
                : otherwise;
    }

    private Map<String, Set<String>> needed() {
        Map<String, Set<String>> needed = new LinkedHashMap<>();
        for (TableSpec spec : Schema.ORDER) {
            if (wants(spec)) {
                spec.collections().forEach(name -> needed.put(name, collections.getOrDefault(name, Set.of())));
            }
        }
        return needed;
    }
}
