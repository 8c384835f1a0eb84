package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.StoredOp;
import okhttp3.Headers;

/** The op-log: the bare reader takes all operations from the bootstrap, in one body. */
final class OpLogBench implements BenchDialect {
    private static final String USER = "dev-user";
    private static final JsonReader.Options TOP = JsonReader.Options.of("ops");
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("resourceId", "payload");

    @Override
    public String name() {
        return "op-log";
    }

    @Override
    public OpLogServer server(int changes) {
        OpLogServer server = OpLogServer.builder().user(USER).build();
        for (int i = 1; i <= changes; i++) {
            String payload = "{\"action\":\"add\",\"id\":\"t" + i + "\",\"text\":\"buy item number " + i + "\"}";
            server.append(USER, new StoredOp(0, "note", "t" + i, "actor-other", i, payload));
        }
        return server;
    }

    @Override
    public Dialect writer() {
        return OpLogDialect.builder("bench").build();
    }

    @Override
    public Mutation mutation(int i) {
        return Notes.mutation(i);
    }

    @Override
    public HandWire byHand() {
        return new HandWires.OpLog();
    }

    @Override
    public int readAll(Bare bare, RowSink rows) throws Exception {
        return bare.read(Bare.get("sync/bootstrap", Headers.of()), json -> decode(json, rows));
    }

    private static int decode(JsonReader json, RowSink rows) throws Exception {
        int count = 0;
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(TOP) < 0) {
                json.skipName();
                json.skipValue();
                continue;
            }
            json.beginArray();
            for (; json.hasNext(); count++) {
                decodeOp(json, rows);
            }
            json.endArray();
        }
        json.endObject();
        return count;
    }

    private static void decodeOp(JsonReader json, RowSink rows) throws Exception {
        String id = "";
        String payload = "";
        json.beginObject();
        while (json.hasNext()) {
            switch (json.selectName(FIELDS)) {
                case 0 -> id = json.nextString();
                case 1 -> payload = json.nextSource().readUtf8();
                default -> {
                    json.skipName();
                    json.skipValue();
                }
            }
        }
        json.endObject();
        rows.add(id, payload);
    }
}
