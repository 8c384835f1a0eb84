package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.testing.storage.StorageFixture;
import dev.mooring.sync.testing.storage.StorageTck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on real files. */
class JdbcSqliteStorageTckTest {
    @Nested
    class Normal extends StorageTck<Connection> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<Connection> newFixture() throws Exception {
            return new SqliteFixture(Files.createTempFile(folder, "app", ".db"), Synchronous.NORMAL);
        }
    }

    @Nested
    class Full extends StorageTck<Connection> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<Connection> newFixture() throws Exception {
            return new SqliteFixture(Files.createTempFile(folder, "app", ".db"), Synchronous.FULL);
        }
    }

    @Nested
    class Capturing extends StorageTck<Connection> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<Connection> newFixture() throws Exception {
            Path file = Files.createTempFile(folder, "app", ".db");
            return new CapturingFixture(file);
        }
    }

    @Nested
    class Clocks extends StorageTck<Connection> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<Connection> newFixture() throws Exception {
            Path file = Files.createTempFile(folder, "app", ".db");
            return new ClockFixture(file);
        }
    }
}
