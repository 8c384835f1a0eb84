package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.OpenStep;
import dev.mooring.sync.sqlite.RefusedRow;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.internal.apply.AsideRow;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.Turn;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A storage above the driver seam.
 *
 * <p>One connection writes, under a fair lock, so that writers of this process wait here and not in SQLite's busy handler. A few others
 * read, and with WAL readers and the writer do not wait for each other. Every connection keeps its compiled statements. A connection whose
 * roll-back failed is closed, as its state is not known.
 *
 * <p>The class is long as all that needs a connection comes through here, and shares the lock, the connection that writes and the phase.
 *
 * @param <DB> the handle that the app gets
 */
final class Engine<DB> implements Storage<DB> {
    /** So many causes of causes are looked at; a cause can be its own. */
    private static final int DEEPEST = 20;

    private final SqlDriver<DB> driver;
    private final Processes processes;
    private final @Nullable TableSync<DB> tables;
    private final Opening<DB> opening;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Readers<DB> readers;
    private final ThreadLocal<@Nullable Turn> running = new ThreadLocal<>();
    private @Nullable Session<DB> writer;
    private volatile Phase phase = Phase.NEW;
    private volatile boolean keepLog;

    /** As {@link Opening} and {@link Readers} take it. */
    Engine(
            SqlDriver<DB> driver,
            Processes processes,
            @Nullable TableSync<DB> tables,
            OpenStep<DB> step,
            long checkUpTo,
            int readers,
            @Nullable Lending lending) {
        this.driver = driver;
        this.processes = processes;
        this.tables = tables;
        this.opening = new Opening<>(driver, tables, step, checkUpTo);
        this.readers = new Readers<>(driver, processes, tables, readers, lending);
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.NEW, "opened");
            SqlConnection<DB> sql = driver.connect(false);
            try {
                opening.prepare(sql, identity, keepLog);
                writer = new Session<>(sql, processes, tables, true);
                readers.borrow();
            } catch (Throwable t) {
                writer = null;
                sql.close();
                if (t instanceof StorageException e && e.kind() == StorageException.Kind.CORRUPT) {
                    throw opening.damaged(e);
                }
                throw t;
            }
            this.keepLog = keepLog;
            phase = Phase.OPEN;
            if (tables != null) {
                tryAgain(tables);
                tables.watch().opened();
            }
        } finally {
            writing.unlock();
        }
    }

    /** What did not go into the synced tables may do so since the app has altered them; in steps, each a transaction. */
    private void tryAgain(TableSync<DB> synced) {
        TableSync<DB>.Again again = synced.again();
        while (this.<Boolean, RuntimeException>write(tx -> again.step())) {
            // Until nothing is left to be tried.
        }
    }

    @Override
    public @Nullable ServerIdentity bound() {
        refuseNesting();
        SqlConnection<DB> sql = driver.connect(false);
        try {
            return new MooringSchema(sql, driver.name()).owner();
        } finally {
            sql.close();
        }
    }

    @Override
    public List<String> check() {
        List<String> faults = pragmaFaults("quick_check");
        if (faults.isEmpty()) {
            this.<Boolean, RuntimeException>read(tx -> {
                Audit audit = new Audit(((SqliteTx<DB>) tx).sql());
                faults.addAll(audit.ownTables(true));
                faults.addAll(audit.mutations());
                faults.addAll(audit.checksums());
                return Boolean.TRUE;
            });
        }
        return faults;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.OPEN, "written to");
            Session<DB> session = writer;
            if (session == null) {
                session = Session.connect(driver, processes, tables, false);
                writer = session;
            }
            Turn turn = new Turn(driver.name(), true);
            try {
                session = begun(session, turn);
                return run(session, turn, body);
            } catch (Throwable t) {
                if (!Session.rollback(session.sql, driver.name(), t)) {
                    writer = null;
                }
                throw t;
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X {
        refuseNesting();
        readers.enter();
        try {
            require(Phase.OPEN, "read");
            Session<DB> session = readers.take();
            boolean usable = false;
            try {
                Turn turn = new Turn(driver.name(), false);
                session.begin(turn);
                T result = run(session, turn, body);
                usable = true;
                return result;
            } catch (Throwable t) {
                usable = Session.rollback(session.sql, driver.name(), t);
                throw t;
            } finally {
                if (usable) {
                    readers.giveBack(session);
                }
            }
        } finally {
            readers.leave();
        }
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (driver.isDatabases(cause)) {
                return driver.failed(cause, "run a statement of the app's change handler");
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Begins a transaction that knows the synced tables as they are in it. */
    private Session<DB> begun(Session<DB> session, Turn turn) {
        Session<DB> now = session;
        now.begin(turn);
        TableSync<DB> synced = tables;
        while (synced != null && synced.isOutdated(now.sql)) {
            synced.follow(now.sql);
            now = new Session<>(now.sql, processes, synced, true);
            writer = now;
            tryAgain(synced);
            now.begin(turn);
        }
        return now;
    }

    private <T extends @Nullable Object, X extends Exception> T run(
            Session<DB> session, Turn turn, TxBody<DB, T, X> body) throws X {
        T result;
        running.set(turn);
        try {
            result = body.run(new SqliteTx<>(session, turn, keepLog));
        } finally {
            running.remove();
            turn.end();
        }
        Session.checkIntact(turn, driver);
        session.commit();
        return result;
    }

    private void refuseNesting() {
        if (running.get() != null) {
            throw new IllegalStateException("this thread is inside a transaction in " + driver.name()
                    + "; a second one inside it, or a close, is refused");
        }
    }

    private void require(Phase wanted, String what) {
        if (phase != wanted) {
            throw new IllegalStateException(
                    "the storage in " + driver.name() + " cannot be " + what + ", it is " + phase);
        }
    }

    /** What {@code PRAGMA integrity_check} finds, up to a hundred faults; empty if the file is sound. */
    List<String> integrityFaults() {
        return pragmaFaults("integrity_check");
    }

    /** Writes the file anew without the pages that hold nothing; returns how many bytes they were. */
    long compact() {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.OPEN, "compacted");
            SqlConnection<DB> sql = driver.connect(false);
            try {
                sql.configure();
                long before = bytes(sql);
                sql.statement("VACUUM").run();
                sql.statement("PRAGMA wal_checkpoint(TRUNCATE)").onlyNumber();
                return before - bytes(sql);
            } finally {
                sql.close();
            }
        } finally {
            writing.unlock();
        }
    }

    private static long bytes(SqlConnection<?> sql) {
        return sql.statement("PRAGMA page_count").onlyNumber()
                * sql.statement("PRAGMA page_size").onlyNumber();
    }

    private List<String> pragmaFaults(String pragma) {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.OPEN, "checked");
            readers.enter();
            try {
                Session<DB> session = readers.take();
                List<String> faults;
                try {
                    faults = new Audit(session.sql).file(pragma);
                } catch (Throwable t) {
                    session.sql.close();
                    throw t;
                }
                readers.giveBack(session);
                return faults;
            } finally {
                readers.leave();
            }
        } finally {
            writing.unlock();
        }
    }

    /** Rows that did not go into the synced tables. */
    List<SetAside> setAside(int limit) {
        List<SetAside> rows = new ArrayList<>();
        this.<Boolean, RuntimeException>read(tx -> {
            for (AsideRow row : AsideRow.list(((SqliteTx<DB>) tx).sql(), limit)) {
                rows.add(new SetAside(
                        row.collection(),
                        row.key(),
                        row.reason(),
                        row.waitsForCollection(),
                        row.waitsForKey(),
                        row.at()));
            }
            return Boolean.TRUE;
        });
        return rows;
    }

    /** Rows with a write that was refused. */
    List<RefusedRow> refusedRows(int limit) {
        List<RefusedRow> rows = new ArrayList<>();
        this.<Boolean, RuntimeException>read(tx -> {
            for (ParkedMutation parked : tx.parked().list(MutationState.QUARANTINED, limit)) {
                Mutation mutation = parked.mutation();
                rows.add(new RefusedRow(
                        mutation.collection(), mutation.key(), parked.reason(), parked.parkedAt(), mutation.id()));
            }
            return Boolean.TRUE;
        });
        return rows;
    }

    @Override
    public void close() {
        refuseNesting();
        writing.lock();
        readers.enterAlone();
        try {
            if (phase == Phase.OPEN) {
                closeAll();
            }
            phase = Phase.CLOSED;
        } finally {
            readers.leaveAlone();
            writing.unlock();
        }
    }

    private void closeAll() {
        Deque<Session<DB>> all = readers.takeAll();
        if (writer != null) {
            // Last, so that it is the one that puts the WAL back into the file.
            all.addLast(writer);
            writer = null;
        }
        for (Session<DB> each : all) {
            each.sql.close();
        }
    }

    private enum Phase {
        NEW,
        OPEN,
        CLOSED
    }
}
