package dev.mooring.sync.android.docs;

import android.app.Application;
import android.content.Context;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteOpenHelper;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.AndroidConnectivity;
import dev.mooring.sync.android.AndroidLifecycle;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.time.Duration;

// sample: android-app
/** One client for the whole process. Building it does no I/O. */
public class NotesApp extends Application {
    private SyncClient<SQLiteDatabase> client;

    @Override
    public void onCreate() {
        super.onCreate();
        SyncedTable note = SyncedTable.named("note").key("id");
        SqliteStorage<SQLiteDatabase> storage = AndroidSqliteStorage.on(new NotesDatabase(this))
                .syncedTables(SyncedTables.builder().table(note).build())
                .refuseMainThread()
                .build();
        EventLogDialect dialect = EventLogDialect.builder("anna").build();
        AndroidConnectivity connectivity = AndroidConnectivity.of(this);
        client = SyncClient.builder(
                        storage,
                        OkHttpTransport.builder("https://sync.example", dialect).build())
                .conflicts(ConflictPolicy.rebase())
                .connectivity(connectivity)
                .pollEvery(Duration.ofSeconds(30))
                .build();
        AndroidLifecycle.of(this, client).connectivity(connectivity).bind();
    }

    public SyncClient<SQLiteDatabase> client() {
        return client;
    }
}

// end

// sample: android-helper
final class NotesDatabase extends SQLiteOpenHelper {
    NotesDatabase(Context context) {
        super(context, "notes.db", null, 1, damaged -> {}); // The default one would delete what was not sent.
        setWriteAheadLoggingEnabled(true);
    }

    @Override
    public void onCreate(SQLiteDatabase db) {
        db.execSQL("CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT)");
    }

    @Override
    public void onUpgrade(SQLiteDatabase db, int from, int to) {}
}

// end
