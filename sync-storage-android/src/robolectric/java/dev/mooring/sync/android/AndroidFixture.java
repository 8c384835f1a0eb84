package dev.mooring.sync.android;

import android.content.ContentValues;
import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.testing.storage.StorageFixture;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** A real file, and the app's table in it. */
class AndroidFixture implements StorageFixture<SQLiteDatabase> {
    private final File file;
    private final Synchronous synchronous;

    AndroidFixture(File file, Synchronous synchronous) {
        this.file = file;
        this.synchronous = synchronous;
    }

    File file() {
        return file;
    }

    @Override
    public Storage<SQLiteDatabase> storage() {
        return AndroidSqliteStorage.at(file).synchronous(synchronous).build();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean shared() {
        return true;
    }

    /** The app's own database, which is final. */
    @Override
    public boolean guards() {
        return false;
    }

    @Override
    public void createTable(SQLiteDatabase db) {
        db.execSQL("CREATE TABLE app (key TEXT PRIMARY KEY, value TEXT)");
    }

    @Override
    public void put(SQLiteDatabase db, String key, String value) {
        ContentValues values = new ContentValues();
        values.put("key", key);
        values.put("value", value);
        db.insertWithOnConflict("app", null, values, SQLiteDatabase.CONFLICT_REPLACE);
    }

    @Override
    public @Nullable String get(SQLiteDatabase db, String key) {
        try (Cursor row = db.rawQuery("SELECT value FROM app WHERE key = ?", new String[] {key})) {
            return row.moveToFirst() ? row.getString(0) : null;
        }
    }
}
