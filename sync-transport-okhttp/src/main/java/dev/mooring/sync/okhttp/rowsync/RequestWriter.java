package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.WireText;
import dev.mooring.sync.okhttp.rowsync.RowCursor.Paging;
import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes the bodies of {@code POST /api/sync}: a push that pulls nothing, or a pull that pushes nothing. */
final class RequestWriter {
    private final RowTables tables;
    private final Duration overlap;
    private final LookBack lookBack;
    private final int schemaVersion;
    private final int pageSize;
    private final int tablePages;

    RequestWriter(RowSyncDialectBuilder builder, RowTables tables, LookBack lookBack) {
        this.tables = tables;
        this.overlap = builder.overlap;
        this.lookBack = lookBack;
        this.schemaVersion = builder.schemaVersion;
        this.pageSize = builder.pageSize;
        this.tablePages = builder.tablePages;
    }

    // ---- pull

    ByteString pull(RowCursor from) {
        WireText json = new WireText().raw("{\"changes\":[],\"schemaVersion\":").number(schemaVersion);
        if (!from.tables().equals(tables.mark())) {
            return json.raw(",\"pullTables\":[]}").bytes(); // Only to hear the server; the listing begins anew.
        }
        Paging paging = from.paging();
        if (paging == null) {
            json.raw(",\"lastSyncAt\":").string(lookBack.from(from));
            return json.raw(",\"pullTables\":").raw(tables.names()).raw("}").bytes();
        }
        json.raw(",\"pullTables\":").raw(scope(from));
        json.raw(",\"pageSize\":").number(pageSize);
        json.raw(",\"initialPageCount\":").number(tablePages);
        if (!paging.isFirstPage()) {
            json.raw(",\"pullCursor\":").string(paging.next());
            json.raw(",\"syncStartedAt\":").string(paging.startedAt());
        }
        return json.raw("}").bytes();
    }

    private String scope(RowCursor from) {
        return from.mode() == RowCursor.REFILL ? "[\"" + from.refill().get(0) + "\"]" : tables.names();
    }

    // ---- push

    /**
     * What a batch is sent with as the time of its modifications: when it was frozen, by this device's clock, but not before the
     * time that the server's own clock showed at the last pull, since nobody would see a row that is stamped behind his
     * watermark (§1.9, holes 1 and 5), and not ahead of it by more than the overlap, since the pages of a full pull do not show
     * such rows and only the overlap behind them does.
     */
    private Instant stamp(Ask.Push push, @Nullable String serverClock) {
        Instant frozen = push.frozenAt();
        Instant server = serverClock == null ? frozen : RowStamps.clock(serverClock);
        return frozen.isBefore(server) || frozen.isAfter(server.plus(overlap)) ? server : frozen;
    }

    ByteString push(Ask.Push push) {
        RowCursor at = RowCursor.of(push.cursor(), tables);
        String stamp = RowStamps.text(stamp(push, at.clock()));
        WireText json = new WireText().raw("{\"changes\":[");
        String comma = "";
        for (Mutation mutation : push.mutations()) {
            change(json.raw(comma), mutation, stamp);
            comma = ",";
        }
        json.raw("],\"schemaVersion\":").number(schemaVersion);
        return json.raw(",\"lastSyncAt\":")
                .string(stamp)
                .raw(",\"pullTables\":[]}")
                .bytes();
    }

    /** The row's name on the wire is the mutation's id: the server only repeats it when it refuses the change (§1.3). */
    private void change(WireText json, Mutation mutation, String stamp) {
        RowTable table = tables.orPlain(mutation.collection());
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        boolean hard = delete && table.deletedColumn() == null;
        json.raw("{\"table\":").string(table.name());
        json.raw(",\"rowId\":").string(mutation.id().toString());
        json.raw(",\"data\":");
        object(json, hard ? keys(table, mutation) : row(table, mutation, delete, stamp));
        json.raw(",\"deleted\":").raw(hard ? "true" : "false");
        json.raw(",\"lastModifiedAt\":").string(stamp).raw("}");
    }

    /** A delete as a row whose flag is set: as a delete it would leave the stamp alone, and reach nobody (§1.7). */
    private static Map<String, String> row(RowTable table, Mutation mutation, boolean delete, String stamp) {
        Map<String, String> row = new LinkedHashMap<>();
        for (Map.Entry<String, String> column :
                RowText.of(mutation.payload()).columns().entrySet()) {
            row.put(column.getKey(), value(table, column.getKey(), column.getValue()));
        }
        String flag = table.deletedColumn();
        if (flag != null) {
            row.put(flag, delete ? "1" : "0"); // Also where it is not deleted: a row may come back.
        }
        row.put(table.stampColumn(), quoted(stamp));
        return row;
    }

    private static String value(RowTable table, String column, String json) {
        String text = table.isTime(column) ? RowText.scalarOf(json) : null;
        Instant at = text == null ? null : RowStamps.parse(text);
        return at == null ? json : quoted(RowStamps.text(at));
    }

    private static Map<String, String> keys(RowTable table, Mutation mutation) {
        Map<String, String> keys = RowKey.columns(table, mutation.key());
        if (!mutation.payload().trim().equals("null")) {
            RowText row = RowText.of(mutation.payload());
            for (String column : table.primaryKey()) {
                String json = row.columns().get(column);
                if (json != null) {
                    keys.put(column, json);
                }
            }
        }
        return keys;
    }

    private static String quoted(String text) {
        return new WireText().string(text).bytes().utf8();
    }

    private static void object(WireText json, Map<String, String> members) {
        String comma = "{";
        for (Map.Entry<String, String> member : members.entrySet()) {
            json.raw(comma).string(member.getKey()).raw(":").json(member.getValue());
            comma = ",";
        }
        json.raw(members.isEmpty() ? "{}" : "}");
    }
}
