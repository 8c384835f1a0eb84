package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields that the server has of rows and the app's tables have no column for: kept for a later form of the table. */
public final class Extras implements Format.Fields {
    /** SQL for whether there is any. */
    static final String ANY = "EXISTS (SELECT 1 FROM mooring_extra)";

    private final SqlStatement any;
    private final SqlStatement find;
    private final SqlStatement after;
    private final SqlStatement put;
    private final SqlStatement delete;
    private final SqlStatement clear;
    private boolean some;

    public Extras(SqlConnection<?> sql) {
        any = sql.statement("SELECT " + ANY);
        find = sql.statement("SELECT fields FROM mooring_extra WHERE collection = ? AND key = ?");
        after = sql.statement(
                "SELECT rowid, collection, key, fields FROM mooring_extra WHERE rowid > ? ORDER BY rowid");
        put = sql.statement("INSERT OR REPLACE INTO mooring_extra (collection, key, fields) VALUES (?, ?, ?)");
        delete = sql.statement("DELETE FROM mooring_extra WHERE collection = ? AND key = ?");
        clear = sql.statement("DELETE FROM mooring_extra");
    }

    /** The fields of one row. */
    record Entry(long id, String collection, String key, String fields) {}

    /** Looks whether there is any, once a call. */
    public void begin() {
        any.next();
        begin(any.number(1) != 0);
        any.reset();
    }

    /** The same where somebody has looked. */
    void begin(boolean any) {
        some = any;
    }

    @Override
    public @Nullable String of(String collection, String key) {
        if (!some) {
            return null;
        }
        find.set(1, collection).set(2, key);
        if (!find.next()) {
            return null;
        }
        String fields = find.text(1);
        find.reset();
        return fields;
    }

    /** The same for what this intake is given. */
    public Format.Fields of(Intake intake) {
        return new Format.Fields() {
            @Override
            public @Nullable String of(String collection, String key) {
                return Extras.this.of(collection, key);
            }

            @Override
            public boolean isStamp(String collection, String field) {
                return intake.isStamp(collection, field);
            }
        };
    }

    /** Some of them, in the order in which they came. */
    List<Entry> after(long id, int limit) {
        List<Entry> entries = new ArrayList<>();
        after.set(1, id);
        while (entries.size() < limit && after.next()) {
            entries.add(new Entry(after.number(1), after.text(2), after.text(3), after.text(4)));
        }
        after.reset();
        return entries;
    }

    /** Takes in what a change says. */
    void note(RowChange change) {
        String collection = change.shape.collection;
        if (change.gone) {
            remove(collection, change.key);
        } else if (change.whole) {
            put(collection, change.key, change.unknown);
        } else if (!change.unknown.isEmpty() || !change.older.isEmpty()) {
            String known = of(collection, change.key);
            Map<String, String> fields = known == null ? new LinkedHashMap<>() : read(known);
            change.older.forEach(fields::putIfAbsent);
            fields.putAll(change.unknown);
            put(collection, change.key, fields);
        }
    }

    /** The app has written columns, so that what was told of them before they were there is old. */
    public <T> void written(String collection, String key, List<T> cells, Function<T, String> column) {
        String known = of(collection, key);
        if (known != null) {
            Map<String, String> fields = read(known);
            boolean removed = false;
            for (T cell : cells) {
                removed |= fields.remove(column.apply(cell)) != null;
            }
            if (removed) {
                put(collection, key, fields);
            }
        }
    }

    /** A row has gone, and these with it. */
    public void remove(String collection, String key) {
        if (some) {
            delete.set(1, collection).set(2, key).run();
        }
    }

    void put(String collection, String key, Map<String, String> fields) {
        if (fields.isEmpty()) {
            remove(collection, key);
            return;
        }
        JsonWriter json = new JsonWriter().begin('{');
        fields.forEach((name, value) -> json.name(name).raw(value));
        put.set(1, collection).set(2, key).set(3, json.end('}').toString()).run();
        some = true;
    }

    /** JSON by name. */
    static Map<String, String> read(String fields) {
        Map<String, String> read = new LinkedHashMap<>();
        JsonCursor json = UnreadableText.in(fields);
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            read.put(name, json.raw());
        }
        return read;
    }

    void clear() {
        clear.run();
        some = false;
    }
}
