package dev.mooring.examples.server.store;

import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the server itself writes into logs: webhooks, crons, alarms. While a client holds the lease it waits in the inbox, so no push of the
 * holder fails because of it. Thread-safe; several servers may do this over one database.
 */
public final class ServerWriter {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int AT_ONCE = 100;
    private static final String ALARM_TYPE = "proxy_minted";

    /** What {@link #write} returns if the event waits. */
    public static final long WAITS = 0;

    private final Database database;
    private final Clock clock;
    private final Consumer<LogId> changed;

    /**
     * Prepares the writer.
     *
     * @param changed is told after each commit that has appended something
     */
    public ServerWriter(Database database, Clock clock, Consumer<LogId> changed) {
        this.database = database;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * Appends an event, or lets it wait for the lease.
     *
     * @param mutation what makes a repetition of it known, or null
     * @return its sequence, or {@link #WAITS}
     */
    public long write(LogId id, String type, String payload, @Nullable String mutation) {
        Inbox.Note note = new Inbox.Note(ISO.format(clock.instant()), type, payload, mutation);
        long sequence = database.write(tx -> put(tx, id, note));
        changed.accept(id);
        return sequence;
    }

    private long put(Transaction tx, LogId id, Inbox.Note note) throws SQLException {
        Head head = tx.locked(id);
        if (note.mutation() != null) {
            Long stored = tx.places(id, List.of(note.mutation())).get(note.mutation());
            if (stored != null || Inbox.holds(tx, id, head, note.mutation())) {
                return stored == null ? WAITS : stored;
            }
        }
        Head waiting = Inbox.put(tx, id, head, note);
        if (head.lease().isHeld(clock.millis())) {
            tx.update(id, waiting);
            return WAITS;
        }
        Head drained = Inbox.drain(tx, id, waiting, head.lease().afterServer());
        tx.update(id, drained);
        return drained.latest();
    }

    /** Writes an event of its own into the log, later. */
    public void schedule(LogId id, long delayMillis, String payload) {
        database.write(tx -> tx.update(
                "INSERT INTO alarm (id, user_id, scope, due_at, payload) VALUES (?, ?, ?, ?, ?)",
                UUID.randomUUID().toString(),
                id.user(),
                id.scope(),
                clock.millis() + delayMillis,
                payload));
    }

    /** Does what is due: appends what waited for a lease that has ended, and rings the alarms. */
    public void doDue() {
        appendWaiting();
        ringAlarms();
    }

    private void appendWaiting() {
        String sql =
                "SELECT user_id, scope FROM log WHERE inbox_next > inbox_first AND expires_at <= ? LIMIT " + AT_ONCE;
        for (LogId id : database.read(tx -> tx.logs(sql, clock.millis()))) {
            database.write(tx -> {
                Head head = tx.locked(id);
                if (!head.lease().isHeld(clock.millis())) {
                    tx.update(id, Inbox.drain(tx, id, head, head.lease().afterServer()));
                }
                return true;
            });
            changed.accept(id);
        }
    }

    private record Alarm(String id, LogId log, long dueAt, String payload) {}

    /** The alarm leaves its table in the transaction that writes its event: it rings once, whichever server sees it first. */
    private void ringAlarms() {
        for (Alarm alarm : database.read(tx -> due(tx, clock.millis()))) {
            String at = ISO.format(Instant.ofEpochMilli(alarm.dueAt()));
            database.write(tx -> {
                int left = tx.update("DELETE FROM alarm WHERE id = ?", alarm.id());
                return left == 1 ? put(tx, alarm.log(), new Inbox.Note(at, ALARM_TYPE, alarm.payload(), null)) : WAITS;
            });
            changed.accept(alarm.log());
        }
    }

    private static List<Alarm> due(Transaction tx, long now) throws SQLException {
        List<Alarm> due = new ArrayList<>();
        try (PreparedStatement statement = tx.statement(
                        "SELECT id, user_id, scope, due_at, payload FROM alarm WHERE due_at <= ? ORDER BY due_at LIMIT "
                                + AT_ONCE,
                        now);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                LogId log = new LogId(row.getString(2), row.getString(3));
                due.add(new Alarm(row.getString(1), log, row.getLong(4), row.getString(5)));
            }
        }
        return due;
    }
}
