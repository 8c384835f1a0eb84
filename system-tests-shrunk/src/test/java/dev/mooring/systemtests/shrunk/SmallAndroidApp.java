package dev.mooring.systemtests.shrunk;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.kotlin.ChangesKt;
import dev.mooring.sync.kotlin.FlowsKt;
import dev.mooring.sync.kotlin.WiringKt;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.File;
import java.time.Duration;
import kotlin.Unit;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.flow.FlowKt;

/** The same app with Android's storage and the layer for Kotlin. It is shrunk and turned into Android's bytecode; nothing runs it. */
public final class SmallAndroidApp {
    private SmallAndroidApp() {}

    public static void main(String[] args) {
        try (SyncClient<SQLiteDatabase> client =
                WiringKt.syncClient(storage(args), transport(args), settings -> Unit.INSTANCE)) {
            client.start();
            client.write((db, outbox) -> db.execSQL("INSERT INTO item (title) VALUES (?)", new Object[] {args[4]}));
            System.out.println(client.flush(Duration.ofSeconds(20)).join());
            CoroutineScope screen = CoroutineScopeKt.CoroutineScope(Dispatchers.getMain());
            System.out.println(FlowsKt.statusFlow(client, screen, Dispatchers.getIO())
                    .getValue()
                    .explain());
            FlowKt.launchIn(ChangesKt.changes(client, "item", Dispatchers.getIO()), screen);
        }
    }

    private static SqliteStorage<SQLiteDatabase> storage(String[] args) {
        return AndroidSqliteStorage.at(new File(args[2]))
                .onOpen(db -> db.execSQL(SmallApp.ddl(args[0])))
                .syncedTables(SmallApp.tables(args[0]))
                .build();
    }

    private static OkHttpTransport transport(String[] args) {
        return OkHttpTransport.builder(args[1], SmallApp.dialect(args[0], args[3]))
                .credentials(Credentials.bearer("t1"))
                .build();
    }
}
