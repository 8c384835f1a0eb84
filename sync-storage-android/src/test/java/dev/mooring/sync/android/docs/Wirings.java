package dev.mooring.sync.android.docs;

import android.app.Activity;
import android.content.Context;
import android.content.pm.ApplicationInfo;
import android.database.sqlite.SQLiteDatabase;
import android.os.StrictMode;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.AndroidLifecycle;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.android.docs.AndroidX.RoomDatabase;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteDatabase;
import dev.mooring.sync.android.docs.AndroidX.SupportSQLiteOpenHelper;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTables;

/** Compiled and not run: other databases than the framework's. */
final class Wirings {
    private Wirings() {}

    /** In the form of what Room generates. */
    interface NoteDao {
        void insert(String id, String text);
    }

    abstract static class NotesRoom extends RoomDatabase {
        abstract NoteDao notes();
    }

    /** In the form of SQLDelight's. */
    static final class AndroidSqliteDriver {
        AndroidSqliteDriver(SupportSQLiteOpenHelper helper) {}

        void notifyListeners(String... tables) {}
    }

    static SqliteStorage<SupportSQLiteDatabase> room(NotesRoom room, SyncedTables tables) {
        // sample: android-room
        SqliteStorage<SupportSQLiteDatabase> storage = AndroidSqliteStorage.on(() -> new SupportDatabase(
                        room.getOpenHelper().getWritableDatabase(),
                        true,
                        room.getInvalidationTracker()::refreshVersionsAsync))
                .syncedTables(tables)
                .build();
        // end
        return storage;
    }

    static void writing(SyncClient<SupportSQLiteDatabase> client, NotesRoom room, String id, String text) {
        // sample: android-room-write
        client.write((db, outbox) -> room.notes().insert(id, text));
        // end
    }

    static SqliteStorage<SupportSQLiteDatabase> sqlDelight(SupportSQLiteOpenHelper helper, SyncedTables tables) {
        // sample: android-sqldelight
        AndroidSqliteDriver driver = new AndroidSqliteDriver(helper); // for the app's queries
        SqliteStorage<SupportSQLiteDatabase> storage = AndroidSqliteStorage.on(
                        () -> new SupportDatabase(helper.getWritableDatabase(), true, () -> {}))
                .syncedTables(tables)
                .build();
        // end
        return storage;
    }

    static void tell(SyncClient<SupportSQLiteDatabase> client, AndroidSqliteDriver driver) {
        // sample: android-sqldelight-changes
        client.onTablesChanged(change -> {
            if (change.touches("note")) {
                driver.notifyListeners("note");
            }
        });
        // end
    }

    static void late(NotesApp app, SyncClient<SQLiteDatabase> client, Activity activity) {
        // sample: android-late
        AndroidLifecycle lifecycle =
                AndroidLifecycle.of(app, client).onScreen(activity).bind();
        // end
        lifecycle.close();
    }

    static void strict(Context context) {
        // sample: android-strict
        if ((context.getApplicationInfo().flags & ApplicationInfo.FLAG_DEBUGGABLE) != 0) {
            StrictMode.setThreadPolicy(new StrictMode.ThreadPolicy.Builder()
                    .detectDiskReads()
                    .detectDiskWrites()
                    .detectNetwork()
                    .penaltyLog()
                    .build());
        }
        // end
    }
}
