package dev.mooring.sync.android;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.Synchronous;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file with a synced table whose cells have clocks, and one that has nothing but its key. */
class ClockFixture extends AndroidFixture {
    ClockFixture(File file) {
        super(file, Synchronous.NORMAL);
    }

    @Override
    public Storage<SQLiteDatabase> storage() {
        return AndroidSqliteStorage.at(file())
                .onOpen(db -> {
                    db.execSQL("CREATE TABLE IF NOT EXISTS cells (id TEXT PRIMARY KEY, a TEXT, b TEXT)");
                    db.execSQL("CREATE TABLE IF NOT EXISTS synced (id TEXT PRIMARY KEY)");
                })
                .syncedTables(SyncedTables.builder()
                        .format(RowFormat.CELLS)
                        .table(SyncedTable.named("cells"))
                        .table(SyncedTable.named("synced"))
                        .build())
                .watchEvery(Duration.ofMillis(5))
                .build();
    }

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public void capture(SQLiteDatabase db, String key) {
        db.execSQL("INSERT INTO synced VALUES (?)", new Object[] {key});
    }

    @Override
    public boolean clocks() {
        return true;
    }

    @Override
    public void edit(SQLiteDatabase db, String key, @Nullable String a, @Nullable String b) {
        db.execSQL("INSERT OR REPLACE INTO cells VALUES (?, ?, ?)", new Object[] {key, a, b});
    }

    @Override
    public void erase(SQLiteDatabase db, String key) {
        db.execSQL("DELETE FROM cells WHERE id = ?", new Object[] {key});
    }

    @Override
    public @Nullable List<@Nullable String> cells(SQLiteDatabase db, String key) {
        try (Cursor row = db.rawQuery("SELECT a, b FROM cells WHERE id = ?", new String[] {key})) {
            return row.moveToFirst() ? Arrays.asList(row.getString(0), row.getString(1)) : null;
        }
    }
}
