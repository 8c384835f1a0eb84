package dev.mooring.benchmarks;

import androidx.sqlite.SQLiteStatement;
import co.touchlab.kermit.Logger;
import co.touchlab.kermit.Severity;
import co.touchlab.kermit.StaticConfig;
import com.powersync.DatabaseDriverFactory;
import com.powersync.PowerSyncDatabase;
import com.powersync.PowerSyncDatabaseFactoryKt;
import com.powersync.db.driver.SQLiteConnectionLease;
import com.powersync.db.schema.BaseTable;
import com.powersync.db.schema.Column;
import com.powersync.db.schema.RawTable;
import com.powersync.db.schema.RawTableSchema;
import com.powersync.db.schema.Schema;
import com.powersync.db.schema.Table;
import com.powersync.db.schema.TableOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.GlobalScope;
import org.jspecify.annotations.Nullable;

/** The table of the benchmarks in a database of PowerSync, and how it is written there. */
final class PowerSyncFile implements AutoCloseable {
    private static final Logger QUIET = new Logger(new StaticConfig(Severity.Error, List.of()), "bench");
    private static final String TRIGGER = "SELECT powersync_create_raw_table_crud_trigger(?, ?, ?)";

    private final PowerSyncDatabase db;

    /** How PowerSync keeps the rows. */
    enum Kind {
        /** As JSON, behind a view: what it does by default. */
        VIEW,
        /** In a table of the app's own, with triggers that it makes. */
        RAW_TABLE
    }

    private PowerSyncFile(Path folder, Kind kind) {
        BaseTable table = kind == Kind.VIEW ? view() : rawTable();
        db = PowerSyncDatabaseFactoryKt.PowerSyncDatabase(
                new DatabaseDriverFactory(),
                new Schema(table),
                "p.db",
                GlobalScope.INSTANCE,
                QUIET,
                folder.toString());
        if (table instanceof RawTable raw) {
            PowerSyncFile.<Long>blocking(next -> db.execute(Todos.CREATE, List.of(), next));
            for (String write : List.of("INSERT", "UPDATE", "DELETE")) {
                List<Object> parameters = List.of(raw.jsonDescription(), "todo_" + write, write);
                PowerSyncFile.<Object>blocking(next ->
                        db.writeTransaction(tx -> tx.getAll(TRIGGER, parameters, row -> Unit.INSTANCE), next));
            }
        }
        String set = PowerSyncFile.<String>blocking(next -> db.useConnection(false, (lease, inner) -> {
            run(lease, "PRAGMA synchronous = NORMAL");
            return lease.usePreparedSync("PRAGMA synchronous", PowerSyncFile::first);
        }, next));
        if (!set.equals("1")) {
            throw new IllegalStateException("synchronous is " + set + " instead of NORMAL");
        }
    }

    private static BaseTable view() {
        Column.Companion column = Column.Companion;
        return new Table(
                "todo",
                List.of(column.text("title"), column.text("body"), column.integer("done"), column.text("updated_at")),
                List.of(),
                new TableOptions(),
                null);
    }

    private static BaseTable rawTable() {
        return new RawTable("todo", new RawTableSchema(), null, null, null);
    }

    /** By its transactions, as an app would. */
    static double[] transactions(Kind kind, int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (PowerSyncFile file = new PowerSyncFile(folder, kind)) {
                double[] seconds = new double[2];
                long start = System.nanoTime();
                for (int next = 0; next < count; next += batch) {
                    file.write(Todos.INSERT, PowerSyncFile::inserted, next, batch);
                }
                seconds[0] = Rounds.since(start);
                start = System.nanoTime();
                for (int next = 0; next < count; next += batch) {
                    file.write(Todos.UPDATE, PowerSyncFile::updated, next, batch);
                }
                seconds[1] = Rounds.since(start);
                file.check(2 * count);
                return seconds;
            }
        });
    }

    private interface Row {
        List<Object> of(int i);
    }

    private static List<Object> inserted(int i) {
        return List.of(Todos.key(i), Todos.title(i), Todos.BODY, 0L, Todos.CREATED);
    }

    private static List<Object> updated(int i) {
        return List.of(1L, Todos.EDITED, Todos.key(i));
    }

    private void write(String sql, Row row, int first, int batch) {
        PowerSyncFile.<Object>blocking(next -> db.writeTransaction(tx -> {
            for (int i = first; i < first + batch; i++) {
                tx.execute(sql, row.of(i));
            }
            return Unit.INSTANCE;
        }, next));
    }

    /** By one lease for all, with its statements kept. */
    static double[] lease(Kind kind, int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (PowerSyncFile file = new PowerSyncFile(folder, kind)) {
                double[] seconds = PowerSyncFile.<double[]>blocking(next -> file.db.useConnection(
                        false,
                        (lease, inner) -> new double[] {
                            leased(lease, Todos.INSERT, PowerSyncFile::insert, count, batch),
                            leased(lease, Todos.UPDATE, PowerSyncFile::update, count, batch)
                        },
                        next));
                file.check(2 * count);
                return seconds;
            }
        });
    }

    private interface Binding {
        void bind(SQLiteStatement statement, int i);
    }

    private static void insert(SQLiteStatement statement, int i) {
        statement.bindText(1, Todos.key(i));
        statement.bindText(2, Todos.title(i));
        statement.bindText(3, Todos.BODY);
        statement.bindLong(4, 0);
        statement.bindText(5, Todos.CREATED);
    }

    private static void update(SQLiteStatement statement, int i) {
        statement.bindLong(1, 1);
        statement.bindText(2, Todos.EDITED);
        statement.bindText(3, Todos.key(i));
    }

    private static double leased(SQLiteConnectionLease lease, String sql, Binding row, int count, int batch) {
        return lease.<Double>usePreparedSync("BEGIN IMMEDIATE", begin -> lease.usePreparedSync("COMMIT", commit ->
                lease.usePreparedSync(sql, write -> {
                    long start = System.nanoTime();
                    for (int next = 0; next < count; next += batch) {
                        step(begin);
                        for (int i = next; i < next + batch; i++) {
                            row.bind(write, i);
                            step(write);
                        }
                        step(commit);
                    }
                    return Rounds.since(start);
                })));
    }

    private static void step(SQLiteStatement statement) {
        statement.step();
        statement.reset();
    }

    private static void run(SQLiteConnectionLease lease, String sql) {
        lease.usePreparedSync(sql, statement -> {
            statement.step();
            return Unit.INSTANCE;
        });
    }

    private static String first(SQLiteStatement query) {
        query.step();
        return query.getText(0);
    }

    private void check(int tracked) {
        String count = PowerSyncFile.<String>blocking(next -> db.useConnection(
                true,
                (lease, inner) -> lease.usePreparedSync("SELECT count(*) FROM ps_crud", PowerSyncFile::first),
                next));
        if (!count.equals(Integer.toString(tracked))) {
            throw new IllegalStateException("PowerSync tracked " + count + " of " + tracked + " writes");
        }
    }

    private interface Suspending<T> {
        @Nullable Object call(Continuation<? super T> next) throws Exception;
    }

    /** A suspending call to its end, on this thread. */
    private static <T> T blocking(Suspending<T> code) {
        try {
            return Objects.requireNonNull(
                    BuildersKt.<T>runBlocking(EmptyCoroutineContext.INSTANCE, (scope, next) -> call(code, next)));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in the middle of a benchmark", e);
        }
    }

    private static <T> @Nullable Object call(Suspending<T> code, Continuation<? super T> next) {
        try {
            return code.call(next);
        } catch (Exception e) {
            throw new IllegalStateException("PowerSync refused", e);
        }
    }

    @Override
    public void close() {
        PowerSyncFile.<Unit>blocking(next -> db.close(next));
    }
}
