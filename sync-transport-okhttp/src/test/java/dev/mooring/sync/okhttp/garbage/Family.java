package dev.mooring.sync.okhttp.garbage;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;

/** A server family, and a mutation that it takes. */
enum Family {
    EVENT_LOG("event-log", EventLogDialect.builder("u1").build()),
    OP_LOG("op-log", OpLogDialect.builder("c1").build()),
    ROW_SYNC(
            "row-sync",
            RowSyncDialect.builder("u1")
                    .table(RowTable.builder("tune").softDelete("deleted").build())
                    .build()),
    ENTITY_SYNC("entity-sync", EntitySyncDialect.builder("dev_1").build());

    final String recordings;
    final Dialect dialect;

    Family(String recordings, Dialect dialect) {
        this.recordings = recordings;
        this.dialect = dialect;
    }

    Mutation mutation(int n) {
        return switch (this) {
            case ROW_SYNC -> row("00000000-0000-4000-8000-" + String.format("%012d", n % 20), n);
            case ENTITY_SYNC ->
                Mutation.of("entries", "e" + n % 20, "put", "{\"id\":\"e" + n % 20 + "\",\"duration\":" + n + "}");
            default -> Mutation.of("todo", "k" + n % 20, "set", "{\"n\":" + n + "}");
        };
    }

    private static Mutation row(String id, int n) {
        return Mutation.of("tune", id, "put", "{\"id\":\"" + id + "\",\"title\":\"" + n + "\"}");
    }
}
