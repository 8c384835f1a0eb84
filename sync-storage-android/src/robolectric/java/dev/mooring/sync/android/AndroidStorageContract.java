package dev.mooring.sync.android;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.testing.storage.StorageFixture;
import dev.mooring.sync.testing.storage.StorageTck;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on real files. Run inside Robolectric by {@link RobolectricTest}. */
class AndroidStorageContract {
    @Nested
    class Normal extends StorageTck<SQLiteDatabase> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<SQLiteDatabase> newFixture() throws Exception {
            return new AndroidFixture(file(folder), Synchronous.NORMAL);
        }
    }

    @Nested
    class Full extends StorageTck<SQLiteDatabase> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<SQLiteDatabase> newFixture() throws Exception {
            return new AndroidFixture(file(folder), Synchronous.FULL);
        }
    }

    @Nested
    class Capturing extends StorageTck<SQLiteDatabase> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<SQLiteDatabase> newFixture() throws Exception {
            return new CapturingFixture(file(folder));
        }
    }

    @Nested
    class Clocks extends StorageTck<SQLiteDatabase> {
        @TempDir
        Path folder;

        @Override
        protected StorageFixture<SQLiteDatabase> newFixture() throws Exception {
            return new ClockFixture(file(folder));
        }
    }

    private static File file(Path folder) throws Exception {
        return Files.createTempFile(folder, "app", ".db").toFile();
    }
}
