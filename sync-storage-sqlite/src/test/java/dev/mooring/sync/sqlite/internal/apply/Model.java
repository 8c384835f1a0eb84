package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A server that keeps rows and looks at nothing, and writers that care little for what an app's schema wants. */
final class Model {
    static final List<Table> TABLES = Arrays.asList(
            Place.table("list", 0, 1, "id TEXT", "name TEXT", "n INTEGER"),
            Place.table("todo", 1, 1, "id TEXT", "list_id TEXT", "slot INTEGER", "title TEXT"),
            Place.table("note", 2, 2, "todo_id TEXT", "at INTEGER", "up_todo TEXT", "up_at INTEGER", "body TEXT"));

    static final String[] DDL = {
        "CREATE TABLE list (id TEXT PRIMARY KEY, name TEXT UNIQUE, n INTEGER CHECK (n >= 0))",
        "CREATE TABLE todo (id TEXT PRIMARY KEY, list_id TEXT REFERENCES list (id) ON DELETE CASCADE,"
                + " slot INTEGER, title TEXT NOT NULL)",
        "CREATE UNIQUE INDEX todo_slot ON todo (list_id, slot) WHERE slot > 0",
        "CREATE TABLE note (todo_id TEXT REFERENCES todo (id) ON DELETE RESTRICT, at INTEGER, up_todo TEXT,"
                + " up_at INTEGER, body TEXT, PRIMARY KEY (todo_id, at), FOREIGN KEY (up_todo, up_at)"
                + " REFERENCES note (todo_id, at) ON DELETE SET NULL) WITHOUT ROWID",
    };

    final Map<List<String>, @Nullable Object[]> rows =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    final List<Change> changes = new ArrayList<>();
    private final Random random;
    private final Format format = new ChangesFormat();
    private final Shapes shapes = new Shapes(new Tables(TABLES), format);

    Model(long seed) {
        random = new Random(seed);
    }

    private String id() {
        return String.valueOf((char) ('a' + random.nextInt(5)));
    }

    /** Any write of any row. */
    void write() {
        Shape shape = shapes.parentsFirst().get(random.nextInt(3));
        put(shape, random(shape.name()), random.nextInt(4) == 0, random.nextBoolean());
    }

    /** Every row gets what it needs: parents, values of its own, and no reason to be refused. */
    void heal() {
        for (char c = 'a'; c < 'f'; c++) {
            put("list", String.valueOf(c), "name " + c, 1L);
        }
        for (char c = 'a'; c < 'f'; c++) {
            put("todo", String.valueOf(c), "a", (long) c, "title");
        }
        for (Map.Entry<List<String>, @Nullable Object[]> row : new LinkedHashMap<>(rows).entrySet()) {
            if (row.getKey().get(0).equals("note")) {
                @Nullable Object[] healed = row.getValue().clone();
                healed[2] = null;
                put(shapes.named("note"), healed, false, true);
            }
        }
    }

    private void put(String table, @Nullable Object... row) {
        put(shapes.named(table), row, false, true);
    }

    private @Nullable Object[] random(String table) {
        switch (table) {
            case "list":
                return new Object[] {
                    id(), random.nextInt(5) == 0 ? null : "name " + random.nextInt(4), (long) random.nextInt(8) - 1
                };
            case "todo":
                return new Object[] {
                    id(),
                    random.nextInt(6) == 0 ? null : id(),
                    (long) random.nextInt(4),
                    random.nextInt(12) == 0 ? null : "title " + random.nextInt(100)
                };
            default:
                boolean top = random.nextBoolean();
                return new Object[] {id(), (long) random.nextInt(2), top ? null : id(), (long) random.nextInt(2), "body"
                };
        }
    }

    private void put(Shape shape, @Nullable Object[] row, boolean delete, boolean whole) {
        String key = format.keyOf(shape, row);
        List<String> id = Arrays.asList(shape.name(), key);
        @Nullable Object[] before = rows.get(id);
        if (delete && before == null) {
            return;
        }
        @Nullable Object[] after = row;
        if (before != null && !whole) {
            after = before.clone();
            int column = random.nextInt(row.length);
            after[column] = row[column];
        }
        Capture capture = new Capture(0, shape.table.form(), 0, delete ? null : after, before);
        for (Draft draft : format.drafts(shape, capture, (collection, fields) -> null)) {
            changes.add(Change.of(draft.mutation(), changes.size() + 1, ""));
        }
        if (delete) {
            rows.remove(id);
        } else {
            rows.put(id, after);
        }
    }

    /** As the server has it. */
    List<String> state() {
        List<String> state = new ArrayList<>();
        rows.forEach((id, row) -> state.add(id + Image.of(columns(id.get(0)), row)));
        return state;
    }

    private List<String> columns(String table) {
        return shapes.named(table).columns;
    }

    /** As the place has it, in its tables and aside. */
    static List<String> state(Place place, boolean withAside) {
        List<String> state = new ArrayList<>();
        place.write(() -> {
            Applier applier = new Applier(place.sql, place.shapes());
            applier.begin();
            Map<String, String> all = new TreeMap<>();
            for (AppTable table : applier.tables.parentsFirst) {
                for (@Nullable Object[] row : table.everything()) {
                    String key = applier.tables.format.keyOf(table.shape, row);
                    all.put(
                            Arrays.asList(table.shape.name(), key).toString(),
                            Image.of(table.shape.columns, Arrays.copyOf(row, table.shape.size())));
                }
            }
            for (Aside.Entry entry : withAside ? applier.aside.after(0, 1_000_000) : new ArrayList<Aside.Entry>()) {
                String id = Arrays.asList(entry.collection(), entry.key()).toString();
                if (entry.row() == null) {
                    all.remove(id);
                } else if (all.put(id, entry.row()) != null) {
                    throw new AssertionError(id + " is in the table and aside");
                }
            }
            all.forEach((id, image) -> state.add(id + image));
        });
        return state;
    }
}
