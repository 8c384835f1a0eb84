package dev.mooring.examples.android.model;

import android.content.Context;
import android.database.sqlite.SQLiteDatabase;
import android.os.Build;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.time.Duration;

/**
 * The database and the client of one user. This is all that an app writes to be synced; the rest of the example shows it. It is made on the
 * main thread, as that touches no file. Everything else may wait for the disk, and is done on another.
 */
final class Device implements AutoCloseable {
    private final TodoDatabase database;
    private final SyncClient<SQLiteDatabase> client;

    Device(Context context, Settings settings, Connectivity network, Runnable changed) {
        database = new TodoDatabase(context, settings.file());
        SqliteStorage<SQLiteDatabase> storage = AndroidSqliteStorage.on(database)
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named(TodoDatabase.TABLE))
                        .build())
                .refuseMainThread()
                .build();
        EventLogDialect dialect =
                EventLogDialect.builder(settings.user()).device(name()).build();
        OkHttpTransport transport = OkHttpTransport.builder(settings.server(), dialect)
                .serverName("todos") // Bound to the name: the same list may move to another address.
                .allowPlainHttp() // For a server at home or on the developer's machine. An app for others leaves this
                // out.
                .build();
        client = SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.decide(Device::decide))
                .retries(new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1)))
                .pollEvery(Duration.ofSeconds(5)) // This server has no wake-ups.
                .connectivity(network)
                .listener(event -> changed.run())
                .build();
        client.onTablesChanged(change -> changed.run());
    }

    private static String name() {
        return Build.MODEL == null || Build.MODEL.isEmpty() ? "Android" : Build.MODEL;
    }

    /** Edits of different to-dos go together; of two edits of one to-do the first at the server stands, and the user decides. */
    private static Resolution decide(Conflict conflict) {
        return conflict.mutation().key().equals(conflict.change().key()) ? Resolution.SUPERSEDE : Resolution.RESEND;
    }

    SyncClient<SQLiteDatabase> client() {
        return client;
    }

    TodoDatabase database() {
        return database;
    }

    @Override
    public void close() {
        client.close();
        database.close();
    }
}
