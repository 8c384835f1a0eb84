package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of a pool, which has few. */
@Timeout(120)
class PoolSizeTest {
    @TempDir
    Path folder;

    /** Lends so many connections, and lets wait for ever who wants another one. */
    private final class Pool implements DataSource {
        private final Semaphore free;
        private final AtomicInteger lent = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final boolean exclusive;

        Pool(int size, boolean exclusive) {
            free = new Semaphore(size);
            this.exclusive = exclusive;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                free.acquire();
            } catch (InterruptedException e) {
                throw new SQLException("interrupted", e);
            }
            most.accumulateAndGet(lent.incrementAndGet(), Math::max);
            Connection real = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
            if (exclusive) {
                Sample.execute(real, "PRAGMA locking_mode = EXCLUSIVE");
            }
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("unwrap")) {
                            return real;
                        }
                        if (method.getName().equals("close")) {
                            lent.decrementAndGet();
                            free.release();
                        }
                        return method.invoke(real, arguments);
                    });
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLoginTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    private static JdbcSqliteStorageBuilder plain(Pool pool) {
        return JdbcSqliteStorage.on(pool);
    }

    private static JdbcSqliteStorageBuilder synced(Pool pool) {
        return JdbcSqliteStorage.on(pool)
                .onOpen(db -> Sample.execute(db, "CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY)"))
                .syncedTables(
                        SyncedTables.builder().table(SyncedTable.named("t")).build());
    }

    @Test
    void noMoreAreHeldThanAreNamed() throws Exception {
        for (int needed = 2; needed <= 3; needed++) {
            Pool pool = new Pool(needed, false);
            try (SqliteStorage<Connection> storage = (needed == 2 ? plain(pool) : synced(pool)).build()) {
                storage.open(Sample.IDENTITY, true);
                storage.onCapture(() -> {});
                Sample.append(storage, needed);
                assertEquals(needed - 1, Sample.pending(storage));
                assertEquals(java.util.List.of(), storage.check());
                assertEquals(java.util.List.of(), storage.integrityFaults());
                assertEquals(needed, pool.most.get());
            }
            assertEquals(0, pool.lent.get());
        }
    }

    @Test
    void aPoolThatLendsFewerFailsTheOpeningWithTheNumber() {
        for (int size = 1; size <= 2; size++) {
            Pool pool = new Pool(size, false);
            try (SqliteStorage<Connection> storage =
                    synced(pool).lendWithin(Duration.ofMillis(300)).build()) {
                StorageException few = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
                assertTrue(
                        String.valueOf(few.getMessage()).contains("has lent " + size + " of the 3 connections"),
                        few.getMessage());
            }
        }
    }

    @Test
    void theLockingModeExclusiveIsNamed() {
        try (SqliteStorage<Connection> storage = plain(new Pool(5, true)).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
            assertTrue(String.valueOf(refusal.getMessage()).contains("EXCLUSIVE"), refusal.getMessage());
        }
    }
}
