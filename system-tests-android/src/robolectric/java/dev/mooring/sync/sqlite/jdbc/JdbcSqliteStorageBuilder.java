package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.android.internal.AndroidProcesses;
import dev.mooring.sync.sqlite.SqliteStorageBuilder;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.sql.Connection;
import java.time.Duration;

/** Stands in the place of the binding to sqlite-jdbc. */
public final class JdbcSqliteStorageBuilder extends SqliteStorageBuilder<Connection, JdbcSqliteStorageBuilder> {
    private final String name;
    private final JdbcSqliteStorage.ConnectionSource source;
    private Synchronous synchronous = Synchronous.NORMAL;
    private Duration busyTimeout = Duration.ofSeconds(5);

    JdbcSqliteStorageBuilder(String name, JdbcSqliteStorage.ConnectionSource source) {
        this.name = name;
        this.source = source;
    }

    public JdbcSqliteStorageBuilder synchronous(Synchronous level) {
        synchronous = level;
        return this;
    }

    public JdbcSqliteStorageBuilder busyTimeout(Duration timeout) {
        busyTimeout = timeout;
        return this;
    }

    @Override
    protected JdbcSqliteStorageBuilder self() {
        return this;
    }

    @Override
    protected SqlDriver<Connection> driver(boolean synced) {
        return new JdbcDriver(name, source::connect, synchronous.name(), busyTimeout);
    }

    @Override
    protected Processes processes() {
        return new AndroidProcesses();
    }
}
