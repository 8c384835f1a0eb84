package dev.mooring.systemtests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a killed process leaves behind: its file against the server's log. */
final class CrashChecks {
    private static final Pattern ENVELOPE =
            Pattern.compile("\\{\"mooring\":\\{.*\"key\":\"([^\"]*)\".*\\},\"data\":(\"[^\"]*\")\\}");

    private final EventLogServer server;
    private final Map<String, List<String>> serverRows = new TreeMap<>();
    private final Set<String> onServer = new HashSet<>();
    private long read;

    CrashChecks(EventLogServer server) {
        this.server = server;
    }

    /** Integrity, I1 to I7; returns how many mutations are pending. */
    int check(Path file, Set<String> written, String when) {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build();
        try {
            storage.open(new ServerIdentity("crash", CrashTest.USER), true);
            assertEquals(List.of(), storage.integrityFaults(), when);
            return storage.<Integer, SQLException>read(tx -> check(tx, written, when));
        } catch (SQLException e) {
            throw new AssertionError(when, e);
        } finally {
            storage.close();
        }
    }

    private int check(StorageTx<Connection> tx, Set<String> written, String when) throws SQLException {
        long position = tx.cursor().state().position();
        Map<String, List<String>> expected = readServer(position, when);
        Set<String> held = new HashSet<>();
        List<OutboxEntry> pending = tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE);
        for (OutboxEntry entry : pending) {
            String label = entry.mutation().payload();
            assertTrue(held.add(label), () -> when + ": twice in the outbox: " + label);
            expected.computeIfAbsent("list/" + entry.mutation().key(), row -> new ArrayList<>())
                    .add(label);
        }
        tx.parked()
                .list(MutationState.SUPERSEDED, Integer.MAX_VALUE)
                .forEach(parked -> held.add(parked.mutation().payload()));
        assertEquals(List.of(), tx.parked().list(MutationState.QUARANTINED, 10), when);
        for (String label : written) {
            assertTrue(
                    held.contains(label) || onServer.contains(label),
                    () -> when + ": write " + label + " is lost (I1)");
        }
        if (!written.isEmpty() || !pending.isEmpty() || position > 0) {
            assertEquals(expected, rows(tx.handle()), when + ": app rows and mutations disagree (I2, I4 to I7)");
        }
        return pending.size();
    }

    /** What the server holds up to a position; everything is read once, and nothing may be there twice (I4). */
    private Map<String, List<String>> readServer(long position, String when) {
        for (StoredEvent event : server.events(CrashTest.USER, read)) {
            Matcher envelope = ENVELOPE.matcher(event.payload());
            boolean own = envelope.matches();
            String row = own ? "list/" + envelope.group(1) : event.eventType() + "/" + event.sequence();
            String label = own ? envelope.group(2) : event.payload();
            assertTrue(onServer.add(label), () -> when + ": twice on the server: " + label);
            serverRows.computeIfAbsent(row, key -> new ArrayList<>()).add(event.sequence() + " " + label);
            read = event.sequence();
        }
        Map<String, List<String>> upTo = new TreeMap<>();
        serverRows.forEach((row, labels) -> {
            for (String entry : labels) {
                int space = entry.indexOf(' ');
                if (Long.parseLong(entry.substring(0, space)) <= position) {
                    upTo.computeIfAbsent(row, key -> new ArrayList<>()).add(entry.substring(space + 1));
                }
            }
        });
        return upTo;
    }

    private static Map<String, List<String>> rows(Connection db) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Statement select = db.createStatement();
                ResultSet edits = select.executeQuery("SELECT row, label FROM edits ORDER BY n")) {
            while (edits.next()) {
                rows.computeIfAbsent(edits.getString(1), row -> new ArrayList<>())
                        .add(edits.getString(2));
            }
        }
        return rows;
    }
}
