package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Applies pushed changes in the order in which they come, and ends at the first one that fails. There is no conflict rule: an
 * upsert overwrites whatever is there, with the stamp that it brings. A delete sets the flag and leaves the stamp alone.
 */
final class Push {
    private static final Set<String> INTERNAL = Set.of("sync_push_queue", "sync_change_log");

    private final Database database;
    private final String user;
    private int made;

    Push(Database database, String user) {
        this.database = database;
        this.user = user;
    }

    void apply(Object changes, Faults faults) {
        if (!(changes instanceof List) && !(changes instanceof String)) {
            throw new ScriptError("changes is not iterable");
        }
        int count = (int) ScriptValue.number(ScriptValue.get(changes, "length"));
        for (int i = 0; i < count; i++) {
            Object change = ScriptValue.at(changes, i);
            try {
                faults.beforeChange(change);
                apply(change);
            } catch (ScriptError e) {
                throw new ScriptError(named(change) + e.words());
            } catch (SqlError e) {
                throw new ScriptError(named(change) + e.words());
            }
        }
    }

    private static String named(Object change) {
        return "[PUSH] Failed applying " + ScriptValue.text(ScriptValue.get(change, "table")) + " rowId="
                + ScriptValue.text(ScriptValue.get(change, "rowId")) + ": ";
    }

    private void apply(Object change) {
        String name = ScriptValue.text(ScriptValue.get(change, "table"));
        boolean deleted = ScriptValue.truthy(ScriptValue.get(change, "deleted"));
        TableData table = INTERNAL.contains(name) ? null : database.table(name);
        if (table == null || (deleted && table.spec().deniesDelete())) {
            return;
        }
        Object data = ScriptValue.get(change, "data");
        if (deleted) {
            delete(table, data, ScriptValue.text(ScriptValue.get(change, "rowId")));
        } else {
            upsert(table, camel(data), ScriptValue.get(change, "lastModifiedAt"));
        }
    }

    // ---- delete

    private void delete(TableData table, Object data, String rowId) {
        TableSpec spec = table.spec();
        List<String> columns = spec.key();
        List<String> missing = missing(columns, data);
        if (!missing.isEmpty() && missing(spec.target(), data).isEmpty()) {
            columns = spec.target();
            missing = List.of();
        }
        if (!missing.isEmpty()) {
            throw new ScriptError("Missing delete key(s) for " + spec.name() + ": " + String.join(", ", missing)
                    + " (rowId=" + rowId + ")");
        }
        Object[] wanted = new Object[spec.columns().size()];
        for (String column : columns) {
            int place = spec.place(column);
            wanted[place] = spec.columns().get(place).kind().keep(ScriptValue.get(data, column));
        }
        String text = Row.text(spec, wanted, columns);
        Row row = columns == spec.key() ? table.byKey(text) : table.byTarget(text);
        if (row == null) {
            return;
        }
        if (spec.isSoftDeleting()) {
            Object[] values = row.values().clone();
            values[spec.place(TableSpec.DELETED)] = 1.0;
            database.put(table, row, Row.of(spec, values));
        } else {
            database.remove(table, row);
        }
    }

    private static List<String> missing(List<String> columns, Object data) {
        List<String> missing = new ArrayList<>();
        for (String column : columns) {
            if (ScriptValue.get(data, column) instanceof ScriptValue.Nothing) {
                missing.add(column);
            }
        }
        return missing;
    }

    // ---- upsert

    /** The known columns that came; a name in snake_case is taken, too. */
    private static Map<String, Object> camel(Object data) {
        Map<String, Object> columns = new HashMap<>();
        if (data instanceof Map<?, ?> given) {
            given.forEach((name, value) -> columns.put(Words.camel(name.toString()), value));
        }
        return columns;
    }

    private void upsert(TableData table, Map<String, Object> data, Object envelopeStamp) {
        TableSpec spec = table.spec();
        spec.bound().forEach(column -> data.put(column, user));
        if (spec.name().equals("practice_record")) {
            data.putIfAbsent(TableSpec.STAMP, envelopeStamp);
        }
        data.keySet().removeIf(column -> spec.place(column) < 0);
        if (data.isEmpty()) {
            throw new ScriptError("No values to set");
        }
        Object[] inserted = inserted(spec, data);
        refuseNull(spec, inserted);
        Row met = table.byTarget(Row.text(spec, inserted, spec.target()));
        Object[] values = met == null ? inserted : updated(spec, met, data, inserted);
        refuseNull(spec, values);
        Row row = Row.of(spec, values);
        refuseDuplicate(table, met, row);
        refuseOrphan(spec, row);
        database.put(table, met, row);
    }

    private Object[] inserted(TableSpec spec, Map<String, Object> data) {
        Object[] values = new Object[spec.columns().size()];
        for (int i = 0; i < values.length; i++) {
            Column column = spec.columns().get(i);
            Object given = data.get(column.name());
            if (given != null && given != ScriptValue.Nothing.UNDEFINED) {
                values[i] = column.kind().keep(given);
            } else if (column.preset() == Column.CLOCK) {
                values[i] = column.kind().keep(database.now());
            } else if (spec.key().equals(List.of(column.name())) && column.kind() == ColumnKind.UUID) {
                values[i] = madeId(spec);
            } else {
                values[i] = column.preset();
            }
        }
        return values;
    }

    /** The live server's are random; these are the same in every run. */
    private String madeId(TableSpec spec) {
        String seed = spec.name() + database.now() + made++;
        return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Only the columns that came; for a few tables, never the id. */
    private static Object[] updated(TableSpec spec, Row met, Map<String, Object> data, Object[] inserted) {
        Object[] values = met.values().clone();
        for (int i = 0; i < values.length; i++) {
            String column = spec.columns().get(i).name();
            if (data.containsKey(column) && !(spec.isKeepingId() && column.equals("id"))) {
                values[i] = inserted[i];
            }
        }
        return values;
    }

    private static void refuseNull(TableSpec spec, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            Column column = spec.columns().get(i);
            if (column.required() && values[i] == ScriptValue.Nothing.NULL) {
                throw SqlError.notNull(spec, column, Row.shown(spec, values));
            }
        }
    }

    private static void refuseDuplicate(TableData table, @Nullable Row met, Row row) {
        TableSpec spec = table.spec();
        if (taken(table.byKey(row.key()), met)) {
            throw duplicate(spec, spec.name() + "_pkey", spec.key(), row);
        }
        if (taken(table.byTarget(row.target()), met)) {
            throw duplicate(spec, spec.name() + "_key", spec.target(), row);
        }
    }

    private static boolean taken(@Nullable Row there, @Nullable Row met) {
        return there != null && (met == null || !there.key().equals(met.key()));
    }

    private static SqlError duplicate(TableSpec spec, String constraint, List<String> columns, Row row) {
        return SqlError.duplicate(
                spec,
                constraint,
                columns,
                Arrays.asList(Row.text(spec, row.values(), columns)
                        .replace(Row.NULL, "null")
                        .split("\u0000", -1)));
    }

    private void refuseOrphan(TableSpec spec, Row row) {
        for (Parent parent : spec.parents()) {
            Object value = row.value(spec, parent.column());
            TableData table = database.table(parent.table());
            if (value != ScriptValue.Nothing.NULL && table != null && table.byKey(ScriptValue.text(value)) == null) {
                throw SqlError.noParent(spec, parent, ScriptValue.text(value));
            }
        }
    }
}
