package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.script.ScriptValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One statement of {@code POST /:db/exec}. The stand-in has no SQL: it knows {@code SELECT columns FROM t}, {@code SELECT count(*) AS n
 * FROM t}, {@code INSERT INTO t (columns) VALUES (?, …)}, {@code UPDATE t SET column = ?, … WHERE key = ?} and {@code DELETE FROM t WHERE
 * key = ?}, with every value bound.
 */
final class Exec {
    private static final Pattern COUNT = pattern("SELECT count\\(\\*\\) AS (\\w+) FROM (\\w+)");
    private static final Pattern SELECT = pattern("SELECT ([\\w, ]+) FROM (\\w+)");
    private static final Pattern INSERT = pattern("INSERT INTO (\\w+) ?\\(([\\w, ]+)\\) VALUES ?\\([?, ]+\\)");
    private static final Pattern UPDATE = pattern("UPDATE (\\w+) SET ([\\w=?, ]+) WHERE ([\\w=? ]+)");
    private static final Pattern DELETE = pattern("DELETE FROM (\\w+) WHERE ([\\w=? ]+)");

    private final ServerDatabase database;

    Exec(ServerDatabase database) {
        this.database = database;
    }

    private static Pattern pattern(String words) {
        return Pattern.compile(
                "\\s*" + words.replace(" ", "\\s+").replace("\\s+?", "\\s*") + ";?\\s*", Pattern.CASE_INSENSITIVE);
    }

    /** The rows of a reader; null for a writer. */
    Object run(Object body) {
        String sql = ScriptValue.text(ScriptValue.get(body, "sql"));
        List<@Nullable Object> bind = new ArrayList<>();
        if (ScriptValue.get(body, "bind") instanceof List<?> given) {
            given.forEach(one -> bind.add(value(one)));
        }
        Matcher count = COUNT.matcher(sql);
        Matcher select = SELECT.matcher(sql);
        if (count.matches()) {
            return List.of(Map.of(
                    count.group(1), (double) database.rows(count.group(2)).size()));
        }
        if (select.matches()) {
            return rows(names(select.group(1)), select.group(2));
        }
        write(sql, bind);
        return ScriptValue.Nothing.NULL;
    }

    private List<Object> rows(List<String> columns, String table) {
        List<Object> rows = new ArrayList<>();
        database.rows(table).forEach((key, values) -> {
            Map<String, @Nullable Object> whole = named(table, PackedKey.read(key));
            whole.putAll(values);
            Map<String, Object> row = new LinkedHashMap<>();
            columns.forEach(column -> row.put(column, json(whole.get(column))));
            rows.add(row);
        });
        return rows;
    }

    private void write(String sql, List<@Nullable Object> bind) {
        Matcher insert = INSERT.matcher(sql);
        Matcher update = UPDATE.matcher(sql);
        Matcher delete = DELETE.matcher(sql);
        if (insert.matches()) {
            put(insert.group(1), assigned(names(insert.group(2)), bind, 0));
        } else if (update.matches()) {
            List<String> set = names(update.group(2));
            Map<String, @Nullable Object> values = assigned(set, bind, 0);
            values.putAll(assigned(names(update.group(3)), bind, set.size()));
            put(update.group(1), values);
        } else if (delete.matches()) {
            Map<String, @Nullable Object> key = assigned(names(delete.group(2)), bind, 0);
            database.write(write -> write.delete(delete.group(1), key(delete.group(1), key)));
        } else {
            throw new IllegalArgumentException("near \"" + sql.split("\\s", 2)[0] + "\": syntax error");
        }
    }

    private void put(String table, Map<String, @Nullable Object> values) {
        List<@Nullable Object> key = key(table, values);
        database.write(write -> write.put(table, key, values));
    }

    private List<@Nullable Object> key(String table, Map<String, @Nullable Object> values) {
        List<@Nullable Object> key = new ArrayList<>();
        database.table(table).key().forEach(column -> key.add(values.get(column.name())));
        return key;
    }

    private Map<String, @Nullable Object> named(String table, List<@Nullable Object> key) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        for (int i = 0; i < key.size(); i++) {
            named.put(database.table(table).key().get(i).name(), key.get(i));
        }
        return named;
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String one : list.split(",|\\band\\b", -1)) {
            names.add(one.replaceAll("[=?]", "").trim());
        }
        return names;
    }

    private static Map<String, @Nullable Object> assigned(List<String> names, List<@Nullable Object> bind, int from) {
        if (from + names.size() > bind.size()) {
            throw new IllegalArgumentException("too few values are bound");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), bind.get(from + i));
        }
        return values;
    }

    private static @Nullable Object value(Object json) {
        if (json instanceof ScriptValue.Nothing) {
            return null;
        }
        boolean whole = json instanceof Double number && number == Math.rint(number);
        return whole && json instanceof Double number ? (Object) number.longValue() : json;
    }

    private static Object json(@Nullable Object value) {
        if (value == null) {
            return ScriptValue.Nothing.NULL;
        }
        return value instanceof Long number ? (Object) (double) number : value;
    }
}
