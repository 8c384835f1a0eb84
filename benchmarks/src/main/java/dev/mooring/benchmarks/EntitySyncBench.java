package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import okio.ByteString;

/** Entities of one type, all of them in every pull. */
final class EntitySyncBench implements BenchDialect {
    private static final String USER = "u1";
    /** Says whose it is, as the socket wants to know that. */
    private static final String TOKEN =
            "e30." + ByteString.encodeUtf8("{\"sub\":\"" + USER + "\"}").base64Url() + ".x";

    private static final String TIME = "\"2026-11-20T10:00:00.000Z\"";
    private static final JsonReader.Options TOP = JsonReader.Options.of("entries");

    @Override
    public String name() {
        return "entity-sync";
    }

    @Override
    public EntitySyncServer server(int changes) {
        EntitySyncServer server = EntitySyncServer.builder().user(USER, TOKEN).build();
        for (int i = 1; i <= changes; i++) {
            // As a push over HTTP leaves it.
            server.put(
                    USER,
                    EntityType.LOGBOOK_ENTRY,
                    "e" + i,
                    entry("e" + i, i, "1795168800000")
                            + ",\"user_id\":\"" + USER + "\",\"goal_ids\":[],\"created_at\":" + TIME
                            + ",\"updated_at\":" + TIME + "}");
        }
        return server;
    }

    private static String entry(String id, int i, String timestamp) {
        return "{\"id\":\"" + id + "\",\"timestamp\":" + timestamp + ",\"duration\":1800,\"type\":\"practice\","
                + "\"instrument\":\"piano\",\"pieces\":[],\"techniques\":[\"scales\"],\"notes\":\"note number " + i
                + "\",\"tags\":[],\"createdAt\":" + TIME + ",\"updatedAt\":" + TIME;
    }

    @Override
    public Dialect writer() {
        return EntitySyncDialect.builder("bench").build();
    }

    /** With its socket. */
    static Dialect live(String device, String url) {
        return EntitySyncDialect.builder(device)
                .liveAt(url.replaceFirst("http", "ws") + "/sync/ws")
                .build();
    }

    @Override
    public Credentials credentials() {
        return Credentials.bearer(TOKEN);
    }

    @Override
    public Mutation mutation(int i) {
        return Mutation.of("entries", Notes.key(i), "put", entry(Notes.key(i), i, TIME) + "}");
    }

    @Override
    public HandWire byHand() {
        return new HandWires.EntitySync();
    }

    @Override
    public int readAll(Bare bare, RowSink rows) throws Exception {
        return bare.read(Bare.post("api/sync/pull", "{}"), json -> {
            int count = 0;
            json.beginObject();
            while (json.hasNext()) {
                if (json.selectName(TOP) == 0) {
                    count += rows.addAll(json);
                } else {
                    json.skipName();
                    json.skipValue();
                }
            }
            json.endObject();
            return count;
        });
    }
}
