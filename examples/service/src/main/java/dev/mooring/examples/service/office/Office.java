package dev.mooring.examples.service.office;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.mooring.examples.service.office.OfficeApi.Result;
import dev.mooring.examples.service.office.OfficeApi.Results;
import dev.mooring.examples.service.office.OfficeApi.Row;
import dev.mooring.examples.service.office.OfficeApi.Rows;
import dev.mooring.examples.service.office.OfficeApi.Write;
import dev.mooring.examples.service.office.OfficeApi.Writes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The rows of the backend, of each user apart, in a database of its own. It keeps the last state of each row and the id of the write that made
 * it, deletions included. Thread-safe: SQLite lets one writer in at a time.
 */
public final class Office {
    private static final int PAGE = 200;
    private static final int LONGEST_NOTE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jdbi jdbi;

    /** Over a file, which is created if it is missing. */
    public Office(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setBusyTimeout(10_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        jdbi = Jdbi.create(source);
        jdbi.useHandle(
                sql -> sql.execute("CREATE TABLE IF NOT EXISTS stored (version INTEGER PRIMARY KEY AUTOINCREMENT,"
                        + " user TEXT, tab TEXT, id TEXT, write_id TEXT, gone INTEGER, body TEXT,"
                        + " UNIQUE (user, tab, id))"));
    }

    /** What was written to a user's rows since. */
    public Rows since(String user, long version) {
        return jdbi.inTransaction(sql -> {
            List<Row> rows = new ArrayList<>();
            long[] last = {version};
            sql.createQuery("SELECT * FROM stored WHERE user = ? AND version > ? ORDER BY version LIMIT ?")
                    .bind(0, user)
                    .bind(1, version)
                    .bind(2, PAGE)
                    .map((row, context) -> {
                        last[0] = row.getLong("version");
                        return row(row);
                    })
                    .forEach(rows::add);
            return new Rows(rows, Long.toString(last[0]), rows.size() == PAGE);
        });
    }

    /** Takes a batch, each write or none of it. */
    public Results take(String user, Writes writes) {
        long since = writes.since().isEmpty() ? 0 : Long.parseLong(writes.since());
        return jdbi.inTransaction(sql -> {
            List<Result> results = new ArrayList<>();
            for (Write write : writes.writes()) {
                results.add(take(sql, user, since, write));
            }
            return new Results(results);
        });
    }

    private record Known(String write, long version) {}

    private static Result take(Handle sql, String user, long since, Write write) {
        Optional<Known> known = sql.createQuery("SELECT * FROM stored WHERE user = ? AND tab = ? AND id = ?")
                .bind(0, user)
                .bind(1, write.table())
                .bind(2, write.id())
                .map((row, context) -> new Known(row.getString("write_id"), row.getLong("version")))
                .findOne();
        if (known.isPresent() && known.get().write().equals(write.write())) {
            return new Result(write.write(), 200, "");
        }
        if (known.isPresent() && known.get().version() > since) {
            return new Result(write.write(), 409, "it was written since");
        }
        if (!write.gone() && write.row().path("note").asText().length() > LONGEST_NOTE) {
            return new Result(write.write(), 422, "a note has " + LONGEST_NOTE + " characters at most");
        }
        sql.execute("DELETE FROM stored WHERE user = ? AND tab = ? AND id = ?", user, write.table(), write.id());
        sql.execute(
                "INSERT INTO stored (user, tab, id, write_id, gone, body) VALUES (?, ?, ?, ?, ?, ?)",
                user,
                write.table(),
                write.id(),
                write.write(),
                write.gone(),
                write.gone() ? null : write.row().toString());
        return new Result(write.write(), 200, "");
    }

    private static Row row(ResultSet row) throws SQLException {
        boolean gone = row.getBoolean("gone");
        try {
            JsonNode body = gone ? NullNode.getInstance() : JSON.readTree(row.getString("body"));
            return new Row(row.getString("tab"), row.getString("id"), row.getString("write_id"), gone, body);
        } catch (JsonProcessingException e) {
            throw new SQLException("a row of the backend is no JSON", e);
        }
    }

    /** Reads the body of a push. */
    static Writes writes(byte[] body) throws IOException {
        return JSON.readValue(body, Writes.class);
    }

    /** The text of an answer. */
    static String text(Object answer) {
        try {
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
