package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.internal.schema.Table.Column;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A database file with an app's tables, the tables that applying needs, and a handler on top. */
public final class Place implements Running<Connection>, Images, AutoCloseable {
    private static final String[] OURS = {
        "CREATE TABLE IF NOT EXISTS mooring_scope (id INTEGER PRIMARY KEY, applied INTEGER NOT NULL)",
        "INSERT OR IGNORE INTO mooring_scope VALUES (1, 0)",
        "CREATE TABLE IF NOT EXISTS mooring_applying (id INTEGER PRIMARY KEY)",
        "CREATE TABLE IF NOT EXISTS mooring_confirmed (collection TEXT, key TEXT, UNIQUE (collection, key))",
        "CREATE TABLE IF NOT EXISTS mooring_aside (collection TEXT NOT NULL, key TEXT NOT NULL, row TEXT,"
                + " reason TEXT NOT NULL, blocker_collection TEXT, blocker_key TEXT, at INTEGER NOT NULL,"
                + " PRIMARY KEY (collection, key))",
        "CREATE INDEX IF NOT EXISTS mooring_aside_blocker ON mooring_aside (blocker_collection, blocker_key)",
        "CREATE TABLE IF NOT EXISTS mooring_extra (collection TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL,"
                + " PRIMARY KEY (collection, key))",
        "CREATE TABLE IF NOT EXISTS mooring_unread (id INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT"
                + " NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, tombstone INTEGER NOT NULL, reason TEXT NOT NULL,"
                + " late INTEGER NOT NULL, at INTEGER NOT NULL, origin TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS mooring_unreadable (collection TEXT, key TEXT, reason TEXT, listing INTEGER, at"
                + " INTEGER)",
    };

    public final SqlConnection<Connection> sql;
    final Map<Mutation, String> before = new LinkedHashMap<>();
    final List<String> told = new ArrayList<>();
    public final Unknown unknown = new Unknown();
    private final boolean foreignKeys;
    private Shapes shapes;
    private TableHandler<Connection> handler;
    private long number;

    public Place(Path file, boolean foreignKeys, Format format, List<Table> tables, String... ddl) {
        this(file, foreignKeys, format, tables, null, ddl);
    }

    public Place(
            Path file,
            boolean foreignKeys,
            Format format,
            List<Table> tables,
            @Nullable ChangeHandler<Connection> others,
            String... ddl) {
        this.foreignKeys = foreignKeys;
        String url = "jdbc:sqlite:" + file + (foreignKeys ? "?foreign_keys=on" : "?foreign_keys=off");
        sql = new JdbcDriver("test", () -> DriverManager.getConnection(url), "OFF", Duration.ofSeconds(5))
                .connect(false);
        sql.configure();
        write(() -> {
            for (String statement : OURS) {
                run(statement);
            }
            for (String statement : ddl) {
                run(statement);
            }
        });
        shapes = new Shapes(new Tables(tables), format);
        handler = new TableHandler<>(shapes, this, unknown, others);
    }

    boolean hasForeignKeys() {
        return foreignKeys;
    }

    Shapes shapes() {
        return shapes;
    }

    TableHandler<Connection> handler() {
        return handler;
    }

    /** As after another opening, with other definitions. */
    void reopen(List<Table> tables) {
        shapes = new Shapes(new Tables(tables), shapes.format());
        handler = new TableHandler<>(shapes, this, unknown, null);
        Reopening<Connection> reopening = handler.reopening();
        boolean[] more = {true};
        while (more[0]) {
            write(() -> more[0] = reopening.step(2));
        }
    }

    /** Columns as in {@code id TEXT}; the first ones are the key. */
    public static Table table(String name, int rank, int keys, String... columns) {
        return table(spec(name, Arrays.asList(columns).subList(0, keys)), rank, columns);
    }

    static TableSpec spec(String name, List<String> key) {
        List<String> names = new ArrayList<>();
        key.forEach(column -> names.add(column.split(" ")[0]));
        return new TableSpec(
                name,
                names,
                Collections.emptyList(),
                null,
                null,
                name,
                Collections.emptyMap(),
                Collections.emptySet(),
                Collections.emptySet(),
                Collections.emptySet());
    }

    public static Table table(TableSpec spec, int rank, String... columns) {
        List<Column> all = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.split(" ");
            names.add(parts[0]);
            all.add(new Column(parts[0], Affinity.valueOf(parts[1]), parts.length < 3));
        }
        Form form = new Form(1, spec.name(), names, spec.key());
        return new Table(spec, form, all, Collections.emptyList(), Collections.emptyList(), rank);
    }

    public interface Body {
        void run() throws Exception;
    }

    public void write(Body body) {
        number++;
        Turn turn = new Turn("test", true);
        sql.begin(turn);
        try {
            body.run();
            assertNull(turn.brokenBy());
            sql.commit();
        } catch (Exception e) {
            sql.rollback();
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    void apply(Change... changes) {
        apply(Arrays.asList(changes));
    }

    void apply(List<Change> changes) {
        write(() -> handler.apply(sql.handle(), changes));
    }

    void run(String statement) {
        sql.statement(statement).run();
    }

    /** Each row as its quoted values. */
    List<String> rows(String query) {
        List<String> rows = new ArrayList<>();
        write(() -> {
            SqlStatement select = sql.statement(query);
            while (select.next()) {
                rows.add(select.text(1));
            }
        });
        return rows;
    }

    Change change(Draft draft, long position) {
        return Change.of(draft.mutation(), position, "");
    }

    public static Change change(long position, String collection, String key, String payload) {
        return new Change(position, collection, key, "any", payload, false, 1, "", "");
    }

    @Override
    public SqlConnection<Connection> sql() {
        return sql;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Images images() {
        return this;
    }

    @Override
    public KeySink sink() {
        return (table, key) -> told.add(table + "/" + key);
    }

    @Override
    public @Nullable String below(String collection, String key) {
        for (Map.Entry<Mutation, String> each : before.entrySet()) {
            if (each.getKey().collection().equals(collection)
                    && each.getKey().key().equals(key)) {
                return each.getValue();
            }
        }
        return null;
    }

    @Override
    public void lift(String collection, String key) {
        // What is put is put anew.
    }

    @Override
    public void put(Mutation last, @Nullable String image) {
        if (image != null) {
            before.entrySet().stream()
                    .filter(each -> each.getKey().collection().equals(last.collection())
                            && each.getKey().key().equals(last.key()))
                    .findFirst()
                    .ifPresent(each -> each.setValue(image));
        }
    }

    @Override
    public void renew(Mutation mutation, String image) {
        before.put(mutation, image);
    }

    @Override
    public boolean isAnyPending() {
        return !before.isEmpty();
    }

    @Override
    public List<Mutation> pending(String collection, String key) {
        return before.keySet().stream()
                .filter(each ->
                        each.collection().equals(collection) && each.key().equals(key))
                .toList();
    }

    @Override
    public void close() {
        sql.close();
    }
}
