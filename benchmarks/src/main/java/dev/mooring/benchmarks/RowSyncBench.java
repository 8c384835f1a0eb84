package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.util.Locale;

/** Rows of one table: the bare reader walks the pages once, where Mooring compares them in a second pass. */
final class RowSyncBench implements BenchDialect {
    private static final String TOKEN = "token";
    private static final JsonReader.Options TOP = JsonReader.Options.of("changes", "nextCursor", "syncStartedAt");
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("data");
    private static final RowTable TUNE = RowTable.builder("tune")
            .softDelete("deleted")
            .columns("title", "privateFor")
            .build();

    @Override
    public String name() {
        return "row-sync";
    }

    @Override
    public RowSyncServer server(int changes) {
        RowSyncServer server =
                RowSyncServer.builder().token(TOKEN, RowSyncServer.USER).build();
        for (int i = 1; i <= changes; i++) {
            server.put("tune", row(i, ",\"lastModifiedAt\":\"2026-11-20T10:00:00.000Z\""));
        }
        return server;
    }

    private static String id(int i) {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", i);
    }

    private static String row(int i, String more) {
        return "{\"id\":\"" + id(i) + "\",\"title\":\"tune number " + i + "\",\"privateFor\":\"" + RowSyncServer.USER
                + "\"" + more + "}";
    }

    @Override
    public Dialect writer() {
        return RowSyncDialect.builder(RowSyncServer.USER).table(TUNE).build();
    }

    @Override
    public Credentials credentials() {
        return Credentials.bearer(TOKEN);
    }

    @Override
    public Mutation mutation(int i) {
        return Mutation.of("tune", id(i), "put", row(i, ""));
    }

    @Override
    public HandWire byHand() {
        return new HandWires.RowSync();
    }

    @Override
    public int readAll(Bare bare, RowSink rows) throws Exception {
        int count = 0;
        String next = "";
        do {
            Page page = bare.read(
                    Bare.post(
                            "api/sync",
                            "{\"changes\":[],\"schemaVersion\":1,\"pullTables\":[\"tune\"],\"pageSize\":500,"
                                    + "\"initialPageCount\":32" + next + "}"),
                    json -> decode(json, rows));
            count += page.rows;
            next = page.next;
        } while (!next.isEmpty());
        return count;
    }

    private record Page(int rows, String next) {}

    private static Page decode(JsonReader json, RowSink rows) throws Exception {
        int count = 0;
        String cursor = "";
        String started = "";
        json.beginObject();
        while (json.hasNext()) {
            switch (json.selectName(TOP)) {
                case 0 -> {
                    json.beginArray();
                    for (; json.hasNext(); count++) {
                        decodeChange(json, rows);
                    }
                    json.endArray();
                }
                case 1 -> cursor = json.nextString();
                case 2 -> started = json.nextString();
                default -> {
                    json.skipName();
                    json.skipValue();
                }
            }
        }
        json.endObject();
        boolean end = cursor.isEmpty();
        return new Page(count, end ? "" : ",\"pullCursor\":\"" + cursor + "\",\"syncStartedAt\":\"" + started + "\"");
    }

    private static void decodeChange(JsonReader json, RowSink rows) throws Exception {
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(FIELDS) == 0) {
                String row = json.nextSource().readUtf8();
                rows.add(Notes.id(row), row);
            } else {
                json.skipName();
                json.skipValue();
            }
        }
        json.endObject();
    }
}
