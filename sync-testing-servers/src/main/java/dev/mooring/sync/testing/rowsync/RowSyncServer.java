package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.process.Options;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptValue;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the live row-sync server. It has the faults of the live one. The last arrival wins, whatever its stamp. A pushed delete
 * keeps the old stamp, and therefore reaches nobody. A hard delete leaves nothing behind. Unknown tables are skipped in silence. Some
 * tables are cut at 1000 rows. Pages shift when a row is edited. Writers of one table wait for each other's end. One change that fails
 * rolls back the whole request.
 *
 * <p>It has the tables of the live server, in the same order. Stamps that it makes itself come from the builder's clock. It begins with
 * two genres, and with a goal and an instrument that belong to nobody: a column of their unique keys is null. A user needs no profile to
 * write rows.
 */
public final class RowSyncServer extends StandInServer<RowSyncServer> {
    /** The user of the token {@code token}, unless the builder says otherwise. */
    public static final String USER = "a70ead77-2dcc-4f12-b543-f24c9b4c0812";

    private static final String BEARER = "Bearer ";
    private static final String SHARED = "10000000-0000-4000-8000-00000000000";

    private final Clock clock;
    private final Map<String, String> users;
    private final UnaryOperator<String> signature;
    private final Database database;
    private final Faults faults = new Faults();
    private final Open open = new Open();
    private final Deque<HeldPush> held = new ArrayDeque<>();

    RowSyncServer(RowSyncServerBuilder builder) {
        super(builder.gzip);
        clock = builder.clock;
        users = builder.users;
        signature = builder.signature;
        database = new Database(clock);
        String stamp = "\"lastModifiedAt\":\"2026-11-20T23:40:39.132636Z\"}";
        put(
                "genre",
                "{\"id\":\"ITRAD\",\"name\":\"Irish Traditional\",\"region\":\"Ireland\",\"description\":\"x\","
                        + stamp);
        put("genre", "{\"id\":\"BGRASS\",\"name\":\"Bluegrass\",\"region\":\"US\",\"description\":\"y\"," + stamp);
        String old = "\"lastModifiedAt\":\"2025-09-01T10:00:00.000Z\"}";
        put(
                "goal",
                "{\"id\":\"" + SHARED + "1\",\"name\":\"recall\",\"privateFor\":null,\"defaultTechnique\":\"fsrs\","
                        + old);
        put("instrument", "{\"id\":\"" + SHARED + "2\",\"privateToUser\":null,\"instrument\":\"Irish Flute\"," + old);
        database.changeLog().clear();
    }

    /**
     * Begins a server: system clock, the token {@code token} for {@link #USER}.
     *
     * @return a builder
     */
    public static RowSyncServerBuilder builder() {
        return new RowSyncServerBuilder();
    }

    @Override
    protected Reply answer(Request request) {
        Answers answers = new Answers(request);
        String path = Target.of(request.path()).path();
        if (request.method().equals("OPTIONS")) {
            return answers.preflight();
        }
        if (path.equals("/health") && request.method().equals("GET")) {
            return answers.text(200, "OK");
        }
        return path.equals("/api/sync") && request.method().equals("POST")
                ? telling(() -> sync(request, answers))
                : answers.text(404, "Not Found");
    }

    private Reply telling(Supplier<Reply> work) {
        long before = commits();
        Reply reply = work.get();
        if (commits() != before) {
            wrote();
        }
        return reply;
    }

    private synchronized long commits() {
        return database.commits();
    }

    /** The token is looked at before the body is read. */
    private synchronized Reply sync(Request request, Answers answers) {
        String header = request.header("Authorization");
        String user = header.startsWith(BEARER) ? users.get(header.substring(BEARER.length())) : null;
        if (user == null) {
            return answers.error(401, "Unauthorized");
        }
        Transaction transaction = new Transaction(user, request, Stamps.script(clock.instant()), signature);
        if (!transaction.pushes()) {
            return transaction.run(database, faults);
        }
        if (faults.takeStall()) {
            held.add(new HeldPush(() -> telling(() -> late(transaction))));
            return answers.gatewayTimeout();
        }
        if (open.blocks(transaction)) {
            open.await(transaction);
            return answers.gatewayTimeout();
        }
        if (faults.takeHold()) {
            open.hold(transaction);
            held.add(new HeldPush(() -> telling(() -> end(transaction))));
            return answers.gatewayTimeout();
        }
        return transaction.run(database, faults);
    }

    private synchronized Reply end(Transaction transaction) {
        return open.end(transaction, ended -> ended.run(database, faults));
    }

    /** It has waited outside, and may have to wait inside. */
    private synchronized Reply late(Transaction transaction) {
        if (open.blocks(transaction)) {
            open.await(transaction);
            return new Answers(transaction.request()).gatewayTimeout();
        }
        return transaction.run(database, faults);
    }

    @Override
    protected RowSyncServer self() {
        return this;
    }

    // ---- the other side of the server: for tests

    /**
     * All rows of a table, tombstones included.
     *
     * @param table its name
     * @return in the order in which a pull reads them
     */
    public synchronized List<StoredRow> rows(String table) {
        return table(table).stored();
    }

    /**
     * One row.
     *
     * @param table its table
     * @param key the values of its primary key
     * @return the row, or null if there is none, not even a tombstone
     */
    @Nullable
    public synchronized StoredRow row(String table, String... key) {
        TableData data = table(table);
        Row row = data.byKey(String.join("\u0000", key));
        return row == null ? null : StoredRow.of(data.spec(), row);
    }

    /**
     * Writes a row past the sync endpoint, as an import, a migration or another service does. Only types are checked. The change log takes
     * the time of the clock.
     *
     * @param table its table
     * @param data its columns as JSON, names as on the wire; what is missing takes the column's default
     */
    public void put(String table, String data) {
        write(table, data);
        wrote();
    }

    private synchronized void write(String table, String data) {
        TableData rows = table(table);
        Object json = JsonReader.read(data);
        List<Column> columns = rows.spec().columns();
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = columns.get(i);
            Object given = ScriptValue.get(json, column.name());
            Object value = column.preset() == Column.CLOCK ? database.now() : column.preset();
            values[i] = column.kind().keep(given == ScriptValue.Nothing.UNDEFINED ? value : given);
        }
        Row row = Row.of(rows.spec(), values);
        database.put(rows, rows.byKey(row.key()), row);
        database.log(database.now());
        database.commit();
    }

    /**
     * The server loses a row, or somebody deletes it for good: no tombstone, no word in the change log.
     *
     * @param table its table
     * @param key the values of its primary key
     * @return whether it was there
     */
    public synchronized boolean remove(String table, String... key) {
        TableData data = table(table);
        Row row = data.byKey(String.join("\u0000", key));
        if (row != null) {
            data.remove(row);
        }
        return row != null;
    }

    /**
     * What the change log says of a table.
     *
     * @param table its name
     * @return when the transaction that wrote it last began, or null if nobody wrote it
     */
    @Nullable
    public synchronized String changeLog(String table) {
        return database.changeLog().get(table);
    }

    /**
     * Sets the change log, as a transaction does that began long ago and ends now.
     *
     * @param table its name
     * @param changedAt compared as text with {@code lastSyncAt}
     */
    public synchronized void changeLog(String table, String changedAt) {
        database.changeLog().put(table, changedAt);
    }

    /**
     * The next pushes meet another one that holds their rows: the database ends each with 40P01 at its first change.
     *
     * @param times how many
     */
    public synchronized void deadlock(int times) {
        faults.deadlock(times, null, "Process 2 waits for ShareLock on transaction 1; blocked by process 1.");
    }

    /**
     * The next push with a certain change deadlocks there.
     *
     * @param rowId the change's
     * @param detail what the database tells of it
     */
    public synchronized void deadlock(String rowId, String detail) {
        faults.deadlock(1, rowId, detail);
    }

    /**
     * The next push is answered with a timeout, while its transaction goes on. It has written already. Other pushes to one of its tables
     * wait for its end: they are answered with a timeout, too, and commit behind it.
     */
    public synchronized void holdNextPush() {
        faults.hold();
    }

    /**
     * The next push is answered with a timeout, and its transaction has written nothing yet. Other pushes do not wait for it. It sets the
     * change log back when it commits.
     */
    public synchronized void stallNextPush() {
        faults.stall();
    }

    /**
     * The oldest push that is held.
     *
     * @return it, or null if there is none
     */
    @Nullable
    public synchronized HeldPush takeHeldPush() {
        return held.poll();
    }

    /**
     * Lets a token in.
     *
     * @param token as it stands behind {@code Bearer}
     * @param user the subject; the live server wants a UUID and answers 500 for anything else
     */
    public void allow(String token, String user) {
        users.put(token, user);
    }

    /**
     * A token expires.
     *
     * @param token which
     */
    public void expire(String token) {
        users.remove(token);
    }

    private TableData table(String name) {
        TableData table = database.table(name);
        if (table == null) {
            throw new IllegalArgumentException("no table " + name);
        }
        return table;
    }

    /**
     * Runs a server as a process of its own, and prints its URL on a line. Options, with their defaults: {@code --port N} (0, a free one);
     * {@code --token T} (token); {@code --user UUID} ({@link #USER}); {@code --rows N} (0), how many rows the table {@code tune} begins
     * with; {@code --no-gzip}; {@code --help}.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        Options.serve(args, CommandLine.OPTIONS, CommandLine::server);
    }
}
