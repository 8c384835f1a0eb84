package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.Shown;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.sqlite.internal.apply.AsideRow;
import dev.mooring.sync.sqlite.internal.driver.Faults;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlDriver;
import dev.mooring.sync.sqlite.internal.driver.Turn;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage above the driver seam.
 *
 * <p>One connection writes, under a fair lock, so that writers of this process queue here rather than spin in SQLite's busy
 * handler. A few others read; WAL keeps them and the writer out of each other's way. Every connection keeps its compiled
 * statements. A connection whose roll-back failed is thrown away, as nobody knows what state it is in.
 *
 * @param <DB> the handle that the app gets
 */
final class SqliteStorage<DB> implements Storage<DB> {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStorage.class);
    /** Reading connections, where they cost nobody else one. */
    static final int READERS = 4;

    /** So many causes of causes are looked at; a cause can be its own. */
    private static final int DEEPEST = 20;

    /** Bytes of a file that is looked at when it is opened, at most, by default. */
    static final long CHECKED = 64 << 20;

    private final SqlDriver<DB> driver;
    private final Processes processes;
    private final @Nullable TableSync<DB> tables;
    private final Setup<DB> setup;
    private final long checkUpTo;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final int readers;
    private final @Nullable Lending lending;
    private final Semaphore reading;
    private final ConcurrentLinkedDeque<Session<DB>> idleReaders = new ConcurrentLinkedDeque<>();
    private final ThreadLocal<@Nullable Turn> running = new ThreadLocal<>();
    private @Nullable Session<DB> writer;
    private volatile Phase phase = Phase.NEW;
    private volatile boolean keepLog;

    SqliteStorage(SqlDriver<DB> driver, Processes processes) {
        this(driver, processes, null, db -> {}, CHECKED);
    }

    /** Looks at the structure of a file that is not larger when it is opened. */
    SqliteStorage(
            SqlDriver<DB> driver,
            Processes processes,
            @Nullable TableSync<DB> tables,
            Setup<DB> setup,
            long checkUpTo) {
        this(driver, processes, tables, setup, checkUpTo, READERS, null);
    }

    /** With so many reading connections at most, and where they are a pool's, what it has to lend. */
    SqliteStorage(
            SqlDriver<DB> driver,
            Processes processes,
            @Nullable TableSync<DB> tables,
            Setup<DB> setup,
            long checkUpTo,
            int readers,
            @Nullable Lending lending) {
        this.readers = readers;
        this.lending = lending;
        this.reading = new Semaphore(readers, true);
        this.driver = driver;
        this.processes = processes;
        this.tables = tables;
        this.setup = setup;
        this.checkUpTo = checkUpTo;
    }

    /** The app's part of an opening. */
    @FunctionalInterface
    interface Setup<DB> {
        /** In its transaction. */
        void run(DB db) throws SQLException;
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.NEW, "opened");
            SqlConnection<DB> sql = driver.connect(false);
            try {
                prepare(sql, identity, keepLog);
                writer = new Session<>(sql, processes, tables, true);
                borrow();
            } catch (Throwable t) {
                writer = null;
                sql.close();
                if (t instanceof StorageException e && e.kind() == StorageException.Kind.CORRUPT) {
                    throw damaged(e);
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

    /** All connections that will be held, so that a pool that is too small is noticed now. */
    private void borrow() {
        Lending known = lending;
        if (known == null) {
            return;
        }
        SqlConnection<DB> reader = known.borrow(driver, 2);
        try {
            for (int number = 3; number <= known.needed(); number++) {
                known.borrow(driver, number).close(); // It is opened anew by who notices what others write.
            }
            reader.configure();
        } catch (Throwable t) {
            reader.close();
            throw t;
        }
        idleReaders.addFirst(new Session<>(reader, processes, tables, false));
    }

    /** What did not go into the synced tables may do so since the app has altered them; in steps, each a transaction. */
    private void tryAgain(TableSync<DB> synced) {
        TableSync<DB>.Again again = synced.again();
        while (this.<Boolean, RuntimeException>write(tx -> again.step())) {
            // Until nothing is left to be tried.
        }
    }

    private StorageException damaged(StorageException cause) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                driver.name() + " is damaged and was not opened: " + cause.getMessage()
                        + "; the file is left as it is, and a salvage reads from it what can be read of the mutations",
                cause);
    }

    private void prepare(SqlConnection<DB> sql, ServerIdentity identity, boolean keepLog) {
        Audit audit = new Audit(sql);
        if (checkUpTo > 0 && audit.bytes() <= checkUpTo) {
            refuse(audit.structure());
        }
        MooringSchema schema = new MooringSchema(sql, driver.name());
        schema.check(identity);
        sql.configure();
        Turn turn = new Turn(driver.name(), true);
        sql.begin(turn);
        try {
            schema.prepare(identity, keepLog);
            refuse(audit.ownTables());
            setUp(sql);
            turn.checkIntact();
            if (tables == null) {
                TableSync.leave(sql, driver.name());
            } else {
                tables.open(sql);
            }
            sql.commit();
        } catch (Throwable t) {
            rollback(sql, t);
            throw t;
        }
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    String.join("; ", faults.subList(0, Math.min(3, faults.size())))
                            + (faults.size() > 3 ? "; and " + (faults.size() - 3) + " more" : ""),
                    null);
        }
    }

    private void setUp(SqlConnection<DB> sql) {
        try {
            setup.run(sql.handle());
        } catch (SQLException e) {
            throw Faults.of(e, "run the app's step of the opening", driver.name());
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
                faults.addAll(audit.ownTables());
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
                session = connect(false);
                writer = session;
            }
            Turn turn = new Turn(driver.name(), true);
            try {
                return run(session, turn, body);
            } catch (Throwable t) {
                if (!rollback(session.sql, t)) {
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
        reading.acquireUninterruptibly();
        try {
            require(Phase.OPEN, "read");
            Session<DB> idle = idleReaders.pollFirst();
            Session<DB> session = idle != null ? idle : connect(true);
            boolean usable = false;
            try {
                T result = run(session, new Turn(driver.name(), false), body);
                usable = true;
                return result;
            } catch (Throwable t) {
                usable = rollback(session.sql, t);
                throw t;
            } finally {
                if (usable) {
                    idleReaders.addFirst(session);
                }
            }
        } finally {
            reading.release();
        }
    }

    @Override
    public @Nullable StorageException faultOf(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException e && Faults.isStorages(e)) {
                return Faults.of(e, "run a statement of the app's change handler", driver.name());
            }
            cause = cause.getCause();
        }
        return null;
    }

    private <T extends @Nullable Object, X extends Exception> T run(
            Session<DB> session, Turn turn, TxBody<DB, T, X> body) throws X {
        session.begin(turn);
        T result;
        running.set(turn);
        try {
            result = body.run(new SqliteTx<>(session, turn, keepLog));
        } finally {
            running.remove();
            turn.end();
        }
        turn.checkIntact();
        session.commit();
        return result;
    }

    /** Rolls back after a failure; returns whether the connection is still good. */
    private boolean rollback(SqlConnection<DB> sql, Throwable failure) {
        try {
            sql.rollback();
            return true;
        } catch (Throwable e) { // A stack that has overflowed may do so again.
            LOG.warn(
                    "{}: the roll-back failed, the connection is given up, which rolls back, too",
                    driver.name(),
                    Shown.thrown(e));
            failure.addSuppressed(e);
            sql.close();
            return false;
        }
    }

    private Session<DB> connect(boolean readOnly) {
        SqlConnection<DB> sql = driver.connect(readOnly);
        try {
            sql.configure();
            return new Session<>(sql, processes, tables, !readOnly);
        } catch (Throwable t) {
            sql.close();
            throw t;
        }
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

    private List<String> pragmaFaults(String pragma) {
        refuseNesting();
        writing.lock();
        try {
            require(Phase.OPEN, "checked");
            reading.acquireUninterruptibly();
            try {
                Session<DB> idle = idleReaders.pollFirst();
                Session<DB> session = idle != null ? idle : connect(true);
                List<String> faults;
                try {
                    faults = new Audit(session.sql).file(pragma);
                } catch (Throwable t) {
                    session.sql.close();
                    throw t;
                }
                idleReaders.addFirst(session);
                return faults;
            } finally {
                reading.release();
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
        reading.acquireUninterruptibly(readers);
        try {
            if (phase == Phase.OPEN) {
                closeAll();
            }
            phase = Phase.CLOSED;
        } finally {
            reading.release(readers);
            writing.unlock();
        }
    }

    private void closeAll() {
        ArrayDeque<Session<DB>> all = new ArrayDeque<>(idleReaders);
        idleReaders.clear();
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
