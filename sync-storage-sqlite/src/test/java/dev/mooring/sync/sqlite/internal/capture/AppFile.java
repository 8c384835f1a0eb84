package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A file with an app's tables in it: the app writes by a connection that knows nothing of the library. */
final class AppFile implements AutoCloseable {
    static final ServerIdentity IDENTITY = new ServerIdentity("https://server.example", "ann");

    private static byte @Nullable [] fresh;

    private final Path file;
    private final Connection app;
    private final SqlConnection<Connection> library;

    AppFile(Path file) throws SQLException {
        this.file = file;
        try {
            Files.write(file, fresh());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        app = connect();
        library = new JdbcDriver("app.db", this::connect, "OFF", Duration.ofSeconds(5)).connect(false);
        library.configure();
        run("PRAGMA synchronous = OFF");
    }

    /** A file that has been opened before, made once: it costs several flushes of the disk. */
    private static synchronized byte[] fresh() throws IOException {
        byte[] known = fresh;
        if (known == null) {
            Path first = Files.createTempFile("fresh", ".db");
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(first).build()) {
                storage.open(IDENTITY, true);
            }
            known = Files.readAllBytes(first);
            fresh = known;
            Files.delete(first);
        }
        return known;
    }

    Path path() {
        return file;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    Connection app() {
        return app;
    }

    void run(String... statements) throws SQLException {
        try (Statement statement = app.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = app.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /** What the library does in one write transaction. */
    <T extends @Nullable Object> T write(Function<SqlConnection<Connection>, T> body) {
        library.begin(new Turn("app.db", true));
        try {
            T result = body.apply(library);
            library.commit();
            return result;
        } catch (Throwable t) {
            library.rollback();
            throw t;
        }
    }

    Tables sync(TableSpec... specs) {
        return write(sql -> Forms.open(sql, List.of(specs), "app.db"));
    }

    /** What is waiting, a line each; it is taken in. */
    List<String> captures(Tables tables) {
        return write(sql -> {
            List<String> lines = new ArrayList<>();
            for (Capture capture : take(sql, tables)) {
                lines.add(line(capture));
            }
            return lines;
        });
    }

    static List<Capture> take(SqlConnection<?> sql, Tables tables) {
        Journal journal = new Journal(sql, tables, new Adoption(sql));
        Journal.Slice slice = journal.after(journal.taken(), Integer.MAX_VALUE, Long.MAX_VALUE);
        journal.taken(slice.last());
        return slice.captures();
    }

    static String line(Capture capture) {
        String table = capture.form().table();
        Object[] row = capture.row();
        Object[] before = capture.before();
        if (before == null) {
            return table + " +" + values(row);
        }
        return row == null ? table + " -" + values(before) : table + " " + values(before) + " > " + values(row);
    }

    private static String values(@Nullable Object @Nullable [] values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values == null ? new Object[0] : values) {
            texts.add(text(value));
        }
        return String.join(",", texts);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] blob) {
            return "x" + HexFormat.of().formatHex(blob);
        }
        if (value instanceof RawText raw) {
            return "t" + HexFormat.of().formatHex(raw.utf8());
        }
        return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
    }

    static TableSpec spec(String table, String... key) {
        return new TableSpec(
                table, Arrays.asList(key), List.of(), null, null, table, Map.of(), Set.of(), Set.of(), Set.of());
    }

    static TableSpec stamped(TableSpec spec, String stamp) {
        return new TableSpec(
                spec.name(),
                spec.key(),
                spec.parents(),
                null,
                stamp,
                spec.collection(),
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of());
    }

    static TableSpec local(TableSpec spec, String... local) {
        return new TableSpec(
                spec.name(),
                spec.key(),
                spec.parents(),
                null,
                null,
                spec.collection(),
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of(local));
    }

    @Override
    public void close() throws SQLException {
        app.close();
        library.close();
    }
}
