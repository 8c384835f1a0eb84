package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The connections that only read: a few, each used by one thread at a time and kept for the next one. Thread-safe. */
final class Readers<DB> {
    private final SqlDriver<DB> driver;
    private final Processes processes;
    private final @Nullable TableSync<DB> tables;
    private final int most;
    private final @Nullable Lending lending;
    private final Semaphore entries;
    private final ConcurrentLinkedDeque<Session<DB>> idle = new ConcurrentLinkedDeque<>();

    /** With so many at most, and where they are a pool's, what it has to lend. */
    Readers(
            SqlDriver<DB> driver,
            Processes processes,
            @Nullable TableSync<DB> tables,
            int most,
            @Nullable Lending lending) {
        this.driver = driver;
        this.processes = processes;
        this.tables = tables;
        this.most = most;
        this.lending = lending;
        this.entries = new Semaphore(most, true);
    }

    /** Waits until there is a connection for this thread. */
    void enter() {
        entries.acquireUninterruptibly();
    }

    void leave() {
        entries.release();
    }

    /** Waits until nobody reads, and keeps all others out. */
    void enterAlone() {
        entries.acquireUninterruptibly(most);
    }

    void leaveAlone() {
        entries.release(most);
    }

    /** A connection for who has entered: given back if it is still good, else closed. */
    Session<DB> take() {
        Session<DB> kept = idle.pollFirst();
        return kept != null ? kept : Session.connect(driver, processes, tables, true);
    }

    void giveBack(Session<DB> session) {
        idle.addFirst(session);
    }

    /** All that are idle; they are the caller's to close. */
    Deque<Session<DB>> takeAll() {
        Deque<Session<DB>> all = new ArrayDeque<>(idle);
        idle.clear();
        return all;
    }

    /** All connections that will be held, so that a pool that is too small is noticed now. */
    void borrow() {
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
        idle.addFirst(new Session<>(reader, processes, tables, false));
    }
}
