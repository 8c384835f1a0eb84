package dev.mooring.sync.android.docs;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.SyncClient;
import java.util.UUID;
import java.util.concurrent.Executor;

/** How the app of docs/android.md writes. */
final class Writing {
    private final SyncClient<SQLiteDatabase> client;
    private final Executor io;

    Writing(SyncClient<SQLiteDatabase> client, Executor io) {
        this.client = client;
        this.io = io;
    }

    // sample: android-write
    void add(String text) {
        String id = UUID.randomUUID().toString();
        io.execute(() ->
                client.write((db, outbox) -> db.execSQL("INSERT INTO note VALUES (?, ?)", new Object[] {id, text})));
    }
    // end
}
