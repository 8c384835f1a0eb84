package dev.mooring.sync.android;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.Synchronous;
import java.io.File;
import java.time.Duration;

/** A file with a synced table. */
class CapturingFixture extends AndroidFixture {
    CapturingFixture(File file) {
        super(file, Synchronous.NORMAL);
    }

    @Override
    public Storage<SQLiteDatabase> storage() {
        return AndroidSqliteStorage.at(file())
                .onOpen(db -> db.execSQL("CREATE TABLE IF NOT EXISTS synced (id TEXT PRIMARY KEY)"))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("synced"))
                        .build())
                .watchEvery(Duration.ofMillis(5))
                .build();
    }

    @Override
    public boolean constrains() {
        return true;
    }

    @Override
    public void breakConstraint(SQLiteDatabase db) {
        db.execSQL("CREATE TABLE child (parent TEXT REFERENCES app (key) DEFERRABLE INITIALLY DEFERRED)");
        db.execSQL("INSERT INTO child VALUES ('nobody')");
    }

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public void capture(SQLiteDatabase db, String key) {
        db.execSQL("INSERT INTO synced VALUES (?)", new Object[] {key});
    }
}
