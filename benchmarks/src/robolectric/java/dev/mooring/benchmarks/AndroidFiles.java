package dev.mooring.benchmarks;

import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteStatement;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;

/** The app's databases and clients on Android. Every side has write-ahead logging and the same synchronous level. */
final class AndroidFiles {
    private AndroidFiles() {}

    static SQLiteDatabase open(Path file) {
        SQLiteDatabase db = SQLiteDatabase.openDatabase(
                file.toString(),
                null,
                SQLiteDatabase.CREATE_IF_NECESSARY | SQLiteDatabase.ENABLE_WRITE_AHEAD_LOGGING,
                damaged -> {});
        SQLiteStatement level = db.compileStatement("PRAGMA synchronous = NORMAL");
        level.execute();
        level.close();
        return db;
    }

    /** A client that records notes in the app's open database. */
    static SyncClient<SQLiteDatabase> notes(SQLiteDatabase db) {
        return SyncClient.builder(AndroidSqliteStorage.on(db).build(), Todos.nothing(), new AndroidNotes())
                .build();
    }

    /** A client whose table syncs, in the app's open database. */
    static SyncClient<SQLiteDatabase> todos(SQLiteDatabase db, Transport transport) {
        SyncedTables tables = SyncedTables.builder()
                .table(SyncedTable.named("todo").key("id"))
                .build();
        return SyncClient.builder(
                        AndroidSqliteStorage.on(db)
                                .syncedTables(tables)
                                .onOpen(own -> own.execSQL(Todos.CREATE))
                                .build(),
                        transport)
                .build();
    }

    static long number(SQLiteDatabase db, String query) {
        try (Cursor row = db.rawQuery(query, null)) {
            row.moveToFirst();
            return row.getLong(0);
        }
    }

    static void bindTodo(SQLiteStatement statement, int i, int done, String at) {
        statement.bindString(1, Todos.key(i));
        statement.bindString(2, Todos.title(i));
        statement.bindString(3, Todos.BODY);
        statement.bindLong(4, done);
        statement.bindString(5, at);
    }
}
