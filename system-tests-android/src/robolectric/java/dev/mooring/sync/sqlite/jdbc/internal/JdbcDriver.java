package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.androidtests.Faces;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.android.internal.AndroidDriver;
import dev.mooring.sync.android.internal.AndroidDriver.Lent;
import dev.mooring.sync.android.internal.FrameworkSource;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Stands in the place of JDBC's: Android's driver, whose handle is a connection that {@link Faces} makes. */
public final class JdbcDriver implements SqlDriver<Connection> {
    private final SqlDriver<Connection> android;

    public JdbcDriver(String name, Source source, String synchronous, Duration busyTimeout) {
        android = new AndroidDriver<>(name, new Closing(source), synchronous, busyTimeout, () -> {});
    }

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    /** With JDBC the storage closes what it has opened. */
    private static final class Closing implements AndroidDriver.Source<Connection> {
        private final AndroidDriver.Source<Connection> databases;

        Closing(Source source) {
            databases = FrameworkSource.of(() -> Faces.database(source));
        }

        @Override
        public Lent<Connection> toWrite() {
            AndroidDatabase<Connection> database = databases.toWrite().database();
            return new Lent<>(database, false, () -> Faces.close(database.handle()));
        }

        @Override
        public Lent<Connection> toRead() {
            return databases.toRead();
        }

        @Override
        public int code(Throwable thrown) {
            return databases.code(thrown);
        }
    }

    @Override
    public String name() {
        return android.name();
    }

    @Override
    public SqlConnection<Connection> connect(boolean readOnly) {
        return android.connect(readOnly);
    }

    @Override
    public StorageException failed(Throwable cause, String attempt) {
        return android.failed(cause, attempt);
    }

    @Override
    public boolean isDatabases(Throwable thrown) {
        return android.isDatabases(thrown);
    }
}
