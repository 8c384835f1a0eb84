package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.testing.storage.StorageFixture;
import dev.mooring.sync.testing.storage.StorageTck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every statement of the library, as the storage contract makes it run them, finds its rows by an index. */
class QueryPlanTest extends StorageTck<Connection> {
    private static final Set<String> STATEMENTS = new ConcurrentSkipListSet<>();

    /** Tables that grow with what the app writes or the server has; also by the names that statements give them. */
    private static final Pattern SCAN =
            Pattern.compile("SCAN (?:TABLE )?(mooring_(?:outbox|log|confirmed|seen|parked|staged|capture"
                    + "|left|below|aside|extra|unread|adoption|replaced)|entry|below|parked)\\b.*");

    /** What reads a whole table, by how it begins, and why it may. */
    private static final Map<String, String> MAY_SCAN = new LinkedHashMap<>();

    static {
        MAY_SCAN.put(
                "SELECT seq, collection, key FROM mooring_outbox",
                "asked of an outbox of less than a thousand entries");
        MAY_SCAN.put("SELECT seq, id FROM mooring_outbox", "asked of an outbox of less than a thousand entries");
        MAY_SCAN.put(
                "SELECT count(*) FROM mooring_outbox",
                "an opening counts what is there, as it mistrusts what was noted");
        MAY_SCAN.put(
                "SELECT count(*) FROM mooring_staged",
                "an opening counts what is there, as it mistrusts what was noted");
        MAY_SCAN.put(
                "DELETE FROM mooring_replaced WHERE form <> 0", "holds what one statement replaces, and is emptied");
        MAY_SCAN.put("SELECT (SELECT count(*) FROM mooring_outbox) + ", "a handing over moves all of them");
        MAY_SCAN.put("INSERT INTO mooring_left ", "a handing over moves all of them");
        MAY_SCAN.put(
                "SELECT (SELECT coalesce((SELECT max(seq) FROM mooring_capture), 0) - taken FROM mooring_scope)",
                "counts for the status what is set aside, of which there is little");
        MAY_SCAN.put(
                "SELECT collection, key, reason, coalesce(blocker_collection",
                "shows a person what is set aside, of which there is little");
        MAY_SCAN.put("SELECT EXISTS (", "looks for the first row");
        MAY_SCAN.put("SELECT (SELECT count(*) FROM mooring_scope WHERE", "looks for the first row");
        MAY_SCAN.put("UPDATE mooring_scope SET log_from = position", "looks for the first row");
    }

    @TempDir
    Path folder;

    @Override
    protected StorageFixture<Connection> newFixture() throws Exception {
        Path file = Files.createTempFile(folder, "app", ".db");
        return new CapturingFixture(
                file,
                builder -> builder.driver(new RecordingDriver(file, STATEMENTS)).build());
    }

    /** What the contract does not ask for: changes of the server's in a synced table, and the checks. */
    @Test
    void aSyncedTableIsChanged() throws Exception {
        Path file = folder.resolve("synced.db");
        try (SqliteStorage<Connection> storage = CapturingFixture.builder(file)
                .driver(new RecordingDriver(file, STATEMENTS))
                .build()) {
            storage.open(Sample.IDENTITY, true);
            ChangeHandler<Connection> handler = storage.handler();
            Mutation mutation = Sample.mutation(1);
            storage.<Integer, Exception>write(tx -> {
                Mutation row = new Mutation(
                        mutation.id(),
                        "synced",
                        "1",
                        "insert",
                        "{\"op\":\"insert\",\"row\":{\"id\":\"1\"}}",
                        1,
                        mutation.createdAt());
                tx.outbox().append(row, 10);
                handler.redo(tx.handle(), List.of(row));
                handler.undo(tx.handle(), List.of(row));
                handler.apply(tx.handle(), List.of(Change.of(row, 1, "other"), Change.of(row, 2, "other")));
                handler.redo(tx.handle(), List.of(row));
                ((ChangeHandler.Resetting<Connection>) handler).reset(tx.handle(), new Snapshot(""));
                tx.outbox().settle(List.of(1L));
                return 0;
            });
            assertEquals(Collections.emptyList(), storage.check());
        }
    }

    @AfterAll
    static void everyStatementFindsItsRowsByAnIndex(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("plans.db");
        try (SqliteStorage<Connection> storage = CapturingFixture.builder(file).build()) {
            storage.open(Sample.IDENTITY, true);
        }
        List<String> scans = new ArrayList<>();
        Set<String> unused = new TreeSet<>(MAY_SCAN.keySet());
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            // As a long outbox has them.
            statement.execute("CREATE INDEX mooring_outbox_key ON mooring_outbox (collection, key)");
            statement.execute("CREATE INDEX mooring_outbox_id ON mooring_outbox (id)");
            Set<String> looking = checks(folder);
            for (String text : STATEMENTS) {
                if (looking.contains(text)
                        || ofMigration(text)
                        || !text.matches("(SELECT|INSERT|UPDATE|DELETE)\\b.*")) {
                    continue;
                }
                for (String scan : scans(statement, text)) {
                    String allowed = MAY_SCAN.keySet().stream()
                            .filter(text::startsWith)
                            .findFirst()
                            .orElse(null);
                    if (allowed == null) {
                        scans.add(scan + ": " + text);
                    } else {
                        unused.remove(allowed);
                    }
                }
            }
        }
        assertTrue(STATEMENTS.size() > 80, STATEMENTS.size() + " statements");
        assertEquals("", String.join("\n", scans));
        assertEquals(Set.of(), unused, "may scan, and does not");
    }

    /** A new file has no table of an older version. */
    private static boolean ofMigration(String text) {
        return text.matches(".* FROM mooring_row\\b.*");
    }

    /** What a check alone runs: it looks at everything, as the app has asked for. */
    private static Set<String> checks(Path folder) {
        Set<String> others = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        for (Set<String> statements : List.of(others, all)) {
            Path file = folder.resolve(statements == all ? "checked.db" : "opened.db");
            try (SqliteStorage<Connection> storage = CapturingFixture.builder(file)
                    .driver(new RecordingDriver(file, statements))
                    .build()) {
                storage.open(Sample.IDENTITY, true);
                if (statements == all) {
                    storage.check();
                } else {
                    storage.<Integer, RuntimeException>read(tx -> 0);
                }
            }
        }
        all.removeAll(others);
        return all;
    }

    private static List<String> scans(Statement statement, String text) throws SQLException {
        List<String> scans = new ArrayList<>();
        try (ResultSet steps = statement.executeQuery("EXPLAIN QUERY PLAN " + text)) {
            while (steps.next()) {
                Matcher scan = SCAN.matcher(steps.getString("detail"));
                if (scan.matches()) {
                    scans.add(steps.getString("detail"));
                }
            }
        } catch (SQLException e) {
            throw new SQLException(text + ": " + e.getMessage(), e);
        }
        return scans;
    }
}
