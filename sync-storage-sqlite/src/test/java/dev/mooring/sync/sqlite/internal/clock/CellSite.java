package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.clock.CellOracle.Sent;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.tables.TableSession;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One device: a database in memory with an app's tables, captured and merged as in a storage, but without an outbox. */
final class CellSite implements AutoCloseable {
    private static @Nullable Path fresh;

    private final List<TableSpec> specs;
    private final Connection app;
    private final SqlConnection<Connection> sql;
    private final TableSync<Connection> sync;
    private final TableSession<Connection> session;
    private final Map<String, List<String>> columnsOf = new HashMap<>();
    final List<Mutation> mutations = new ArrayList<>();
    final List<String> lost = new ArrayList<>();

    CellSite(List<TableSpec> specs, String... ddl) throws Exception {
        this.specs = specs;
        Properties lean = new Properties();
        lean.setProperty("jdbc.get_generated_keys", "false");
        app = DriverManager.getConnection("jdbc:sqlite::memory:", lean);
        try (Statement statement = app.createStatement()) {
            statement.executeUpdate("restore from " + fresh());
            statement.execute("PRAGMA foreign_keys = ON");
            for (String each : ddl) {
                statement.execute(each);
            }
        }
        JdbcDriver driver = new JdbcDriver("memory", () -> app, "OFF", Duration.ofSeconds(5));
        sql = driver.connect(false);
        sync = new TableSync<>(driver, specs, new CellFormat(), Duration.ZERO);
        inTransaction(null, () -> {
            sync.open(sql);
            return 0;
        });
        session = sync.session(sql, new NoImages());
    }

    /** A file that has been opened before, made once. */
    private static synchronized Path fresh() throws Exception {
        Path known = fresh;
        if (known == null) {
            known = Files.createTempFile("fresh", ".db");
            known.toFile().deleteOnExit();
            Files.delete(known);
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(known).build()) {
                storage.open(new ServerIdentity("https://server.example", "ann"), true);
            }
            fresh = known;
        }
        return known;
    }

    static TableSpec spec(String table, String... key) {
        return new TableSpec(table, List.of(key), List.of(), null, null, table, Map.of(), Set.of(), Set.of(), Set.of());
    }

    private <T> T inTransaction(@Nullable TableSession<Connection> of, Supplier<T> body) {
        sql.begin(new Turn("memory", true));
        try {
            if (of != null) {
                of.begin();
            }
            T result = body.get();
            if (of == null) {
                sql.commit();
            } else {
                of.commit(sql::commit);
            }
            return result;
        } catch (RuntimeException e) {
            sql.rollback();
            throw e;
        }
    }

    <T> T write(Supplier<T> body) {
        return inTransaction(session, body);
    }

    /** Begins a history of its own: as if the file had just been made. */
    void empty() {
        inTransaction(null, () -> {
            run("INSERT INTO mooring_applying VALUES (1)");
            specs.forEach(spec -> run("DELETE FROM " + spec.name()));
            for (String table : List.of(
                    "applying",
                    "clock",
                    "site",
                    "mark",
                    "capture",
                    "replaced",
                    "aside",
                    "extra",
                    "unread",
                    "adoption")) {
                run("DELETE FROM mooring_" + table + " WHERE 1");
            }
            run("UPDATE mooring_scope SET clock = 0, taken = 0, doubt = 0, site = 0");
            return 0;
        });
        mutations.clear();
        lost.clear();
    }

    void run(String statement, @Nullable Object... parameters) {
        bound(statement, parameters).run();
    }

    /** Returns whether the schema let it be done. */
    boolean attempt(String statement, @Nullable Object... parameters) {
        return bound(statement, parameters).attempt() == null;
    }

    private SqlStatement bound(String statement, @Nullable Object... parameters) {
        SqlStatement call = sql.statement(statement);
        for (int i = 0; i < parameters.length; i++) {
            call.bind(i + 1, parameters[i]);
        }
        return call;
    }

    /** What another program does, or the app inside {@link #write}. */
    void foreign(String... statements) throws SQLException {
        try (Statement statement = app.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    String site() {
        return write(() -> HexFormat.of().formatHex(ClockedTables.site(sql)));
    }

    private ClockedTables clocked() {
        return Objects.requireNonNull(session.clocked());
    }

    /** Takes in what was captured; returns the cells of it in order. Inside {@link #write}. */
    List<Sent> takenIn() {
        List<Sent> cells = new ArrayList<>();
        session.takeIn(
                (draft, at, appending) -> appending.append(
                        new Mutation(
                                new UUID(0, mutations.size()),
                                draft.collection(),
                                draft.key(),
                                draft.kind(),
                                draft.payload(),
                                1,
                                at),
                        1),
                (mutation, size, before) -> {
                    mutations.add(mutation);
                    for (Cell cell : CellText.written(mutation.payload()).cells()) {
                        cells.add(new Sent(mutation.collection() + mutation.key(), cell));
                    }
                    return mutations.size();
                },
                Integer.MAX_VALUE);
        return cells;
    }

    /** A cell of another device, as the server tells it. */
    static Change change(Sent sent, String sender) {
        int bracket = sent.key().indexOf('[');
        boolean gone = sent.cell().isSentinel() && !Cell.isThere(sent.cell().cl());
        return new Change(
                Change.NO_POSITION,
                sent.key().substring(0, bracket),
                sent.key().substring(bracket),
                gone ? "delete" : "cell",
                CellText.of(sent.cell()),
                gone,
                1,
                "",
                sender);
    }

    /** Merges cells; inside {@link #write}. */
    int merged(List<Change> changes) {
        return clocked()
                .merge(
                        changes,
                        (shape, key, column, pending) ->
                                lost.add(shape.name() + key + "." + column + (pending ? " pending" : "")));
    }

    // ---- what can be compared

    List<@Nullable Object[]> query(String query, int columns) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        SqlStatement select = sql.statement(query);
        while (select.next()) {
            @Nullable Object[] row = new @Nullable Object[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = select.value(i + 1);
            }
            rows.add(row);
        }
        return rows;
    }

    /** A line for each row that is or was there, as {@link CellOracle#dump} writes it, and whether it is aside. */
    List<String> dump() {
        Map<Object, String> fields = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (@Nullable Object[] each : query("SELECT id, tbl, name FROM mooring_field", 3)) {
            numbers.put(each[1] + "." + each[2], ((Long) Objects.requireNonNull(each[0])).intValue());
            fields.put(Objects.requireNonNull(each[0]), String.valueOf(each[1]));
        }
        Map<String, RowClock> clocks = new HashMap<>();
        for (@Nullable Object[] each : query("SELECT tbl, key, cl, cells FROM mooring_clock", 4)) {
            RowClock clock = RowClock.of((Long) each[2], (byte[]) Objects.requireNonNull(each[3]));
            clocks.put(fields.get(each[0]) + each[1], clock);
        }
        List<String> lines = new ArrayList<>();
        for (TableSpec spec : specs) {
            List<String> columns = columns(spec);
            String select = "SELECT " + String.join(", ", columns) + " FROM " + spec.name();
            int keys = spec.key().size();
            for (@Nullable Object[] row : query(select, columns.size())) {
                lines.add(line("", spec.name(), key(row, keys), columns, row, clocks, numbers));
            }
            String aside = "SELECT key, row FROM mooring_aside WHERE row IS NOT NULL AND collection = '";
            for (@Nullable Object[] each : query(aside + spec.name() + "'", 2)) {
                @Nullable Object[] row = Image.read(columns, String.valueOf(each[1]));
                lines.add(line("aside ", spec.name(), String.valueOf(each[0]), columns, row, clocks, numbers));
            }
        }
        clocks.forEach((key, clock) -> lines.add(key + " cl " + clock.cl()));
        Collections.sort(lines);
        return lines;
    }

    private String line(
            String where,
            String table,
            String key,
            List<String> columns,
            @Nullable Object @Nullable [] row,
            Map<String, RowClock> clocks,
            Map<String, Integer> numbers) {
        RowClock clock = clocks.remove(table + key);
        StringBuilder line = new StringBuilder(where + table + key + " cl " + (clock == null ? 0 : clock.cl()));
        for (int i = 0; row != null && i < columns.size(); i++) {
            if (columnsOfKey(table).contains(columns.get(i))) {
                continue;
            }
            Integer number = numbers.get(table + "." + columns.get(i));
            long version = number == null || clock == null ? -1 : clock.version(number);
            String value = row[i] == RowChange.UNTOLD ? "?" : CellOracle.shown(row[i]);
            line.append(", " + columns.get(i) + "=" + value + "@" + version);
        }
        return line.toString();
    }

    private List<String> columnsOfKey(String table) {
        return specs.stream()
                .filter(spec -> spec.name().equals(table))
                .findFirst()
                .orElseThrow()
                .key();
    }

    /** Those of the key first, then the others by their names. */
    private List<String> columns(TableSpec spec) {
        return columnsOf.computeIfAbsent(spec.name(), table -> {
            List<String> columns = new ArrayList<>();
            query("SELECT name FROM pragma_table_info('" + table + "') ORDER BY name", 1)
                    .forEach(row -> columns.add(String.valueOf(row[0])));
            columns.removeAll(spec.key());
            columns.addAll(0, spec.key());
            return columns;
        });
    }

    private static String key(@Nullable Object[] row, int size) {
        JsonWriter json = new JsonWriter().begin('[');
        for (int i = 0; i < size; i++) {
            Exact.write(json, row[i]);
        }
        return json.end(']').toString();
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }

    /** Nothing is taken back. */
    private static final class NoImages implements Images {
        @Override
        public @Nullable String below(String collection, String key) {
            return null;
        }

        @Override
        public void lift(String collection, String key) {
            throw new IllegalStateException();
        }

        @Override
        public void put(Mutation last, @Nullable String below) {
            throw new IllegalStateException();
        }

        @Override
        public boolean isAnyPending() {
            return false;
        }

        @Override
        public List<Mutation> pending(String collection, String key) {
            return List.of();
        }

        @Override
        public void renew(Mutation mutation, String before) {
            throw new IllegalStateException();
        }
    }
}
