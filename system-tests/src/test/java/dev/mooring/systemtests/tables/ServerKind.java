package dev.mooring.systemtests.tables;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** Each HTTP server family with one synced table, {@code item}, in its form. */
enum ServerKind {
    EVENT_LOG,
    OP_LOG,
    ROW_SYNC,
    ENTITY_SYNC;

    static final String USER = "u1";

    StandInServer<?> server() {
        return switch (this) {
            case EVENT_LOG -> EventLogServer.builder().build();
            case OP_LOG -> OpLogServer.builder().user(USER).build();
            case ROW_SYNC -> RowSyncServer.builder().build();
            case ENTITY_SYNC -> EntitySyncServer.builder().user(USER, "t1").build();
        };
    }

    private Dialect dialect(String device) {
        return switch (this) {
            case EVENT_LOG -> EventLogDialect.builder(USER).device(device).build();
            case OP_LOG -> OpLogDialect.builder(device).build();
            case ROW_SYNC ->
                RowSyncDialect.builder(RowSyncServer.USER)
                        .table(RowTable.builder("tune")
                                .softDelete("deleted")
                                .columns("title", "privateFor")
                                .build())
                        .build();
            case ENTITY_SYNC -> EntitySyncDialect.builder(device).user(USER).build();
        };
    }

    Transport transport(String device, Interceptor wire) {
        return transport("http://localhost/", device, wire, Duration.ofSeconds(10));
    }

    OkHttpTransport transport(String url, String device, Interceptor wire, Duration timeout) {
        var builder = OkHttpTransport.builder(url, dialect(device))
                .serverName("server")
                .callTimeout(timeout)
                .client(new OkHttpClient.Builder().addInterceptor(wire).build());
        return this == ROW_SYNC || this == ENTITY_SYNC
                ? builder.credentials(Credentials.bearer(this == ROW_SYNC ? "token" : "t1"))
                        .build()
                : builder.build();
    }

    String ddl() {
        return "CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, title TEXT"
                + (this == ROW_SYNC ? ", private_for TEXT, deleted INTEGER NOT NULL DEFAULT 0)" : ")");
    }

    SyncedTables tables() {
        SyncedTable item = SyncedTable.named("item").key("id");
        return switch (this) {
            case EVENT_LOG, OP_LOG -> SyncedTables.builder().table(item).build();
            case ROW_SYNC ->
                SyncedTables.builder()
                        .format(RowFormat.ROWS)
                        .table(item.collection("tune").softDelete("deleted").booleans("deleted"))
                        .build();
            case ENTITY_SYNC ->
                SyncedTables.builder()
                        .format(RowFormat.ENTITIES)
                        .table(item.collection(EntityType.GOAL.list()))
                        .build();
        };
    }

    String insert(int n, String title) {
        String id = "00000000-0000-4000-8000-00000000000" + n;
        return this == ROW_SYNC
                ? "INSERT INTO item (id, title, private_for) VALUES ('" + id + "', '" + title + "', '"
                        + RowSyncServer.USER + "')"
                : "INSERT INTO item (id, title) VALUES ('" + id + "', '" + title + "')";
    }
}
