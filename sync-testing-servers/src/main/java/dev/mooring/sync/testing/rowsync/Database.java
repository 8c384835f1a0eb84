package dev.mooring.sync.testing.rowsync;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All tables and the change log, with one transaction at a time. The change log holds one text a table: the start of the
 * transaction that wrote it <em>last</em>, so that a long one sets it back. Not thread-safe.
 */
final class Database {
    private long commits;
    private final Clock clock;
    private final Map<String, TableData> tables = new LinkedHashMap<>();
    private final Map<String, String> changeLog = new LinkedHashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Set<String> written = new LinkedHashSet<>();

    Database(Clock clock) {
        this.clock = clock;
        Schema.ORDER.forEach(spec -> tables.put(spec.name(), new TableData(spec)));
    }

    @Nullable
    TableData table(String name) {
        return tables.get(name);
    }

    Map<String, String> changeLog() {
        return changeLog;
    }

    /** Of the statement, not of the transaction. */
    String now() {
        return Stamps.script(clock.instant());
    }

    void put(TableData table, @Nullable Row old, Row row) {
        table.put(old, row);
        written.add(table.spec().name());
        undo.push(() -> {
            table.remove(row);
            if (old != null) {
                table.put(null, old);
            }
        });
    }

    void remove(TableData table, Row row) {
        table.remove(row);
        written.add(table.spec().name());
        undo.push(() -> table.put(null, row));
    }

    /** Writes the change log, inside the transaction. */
    void log(String startedAt) {
        for (String table : written) {
            String before = changeLog.remove(table);
            changeLog.put(table, startedAt);
            undo.push(() -> {
                changeLog.remove(table);
                if (before != null) {
                    changeLog.put(table, before);
                }
            });
        }
    }

    void commit() {
        commits++;
        forget();
    }

    /** How many there were. */
    long commits() {
        return commits;
    }

    void rollBack() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        forget();
    }

    private void forget() {
        undo.clear();
        written.clear();
    }
}
