package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.SyncClient;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A fresh device pulls a log in one body and applies it to the app's table, against raw decoding and batch inserts of the
 * same rows. Twice: without the confirmed log, so that both sides write the same rows, and with it, which keeps every
 * change a second time.
 */
final class Bootstrap {
    private static final int COUNT = Integer.getInteger("bench.count", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int BATCH = 500;
    private static final String USER = "big";

    private Bootstrap() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server("--events", Integer.toString(COUNT), "--user", USER)) {
            OkHttpClient http = new OkHttpClient();
            Rounds.Timed raw = round -> raw(http, server.url());
            Rounds plain = Rounds.measure("without the log", 1, ROUNDS, raw, round -> mooring(server.url(), false));
            Rounds logged = Rounds.measure("with the log", 0, ROUNDS, raw, round -> mooring(server.url(), true));
            new Result("bootstrap")
                    .put("ratio", plain.ratio())
                    .put("ratio_with_log", logged.ratio())
                    .put("changes", COUNT)
                    .put("raw_per_s", COUNT / plain.baselineSeconds())
                    .put("mooring_per_s", COUNT / plain.contenderSeconds())
                    .put("mooring_with_log_per_s", COUNT / logged.contenderSeconds())
                    .peakHeap()
                    .print();
        }
    }

    private static double mooring(String url, boolean keepLog) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.follower(folder.resolve("m.db"), url, USER, keepLog)) {
                Devices.createTable(client);
                long start = System.nanoTime();
                long pulled = Devices.sync(client).pulled();
                double seconds = Rounds.since(start);
                if (pulled != COUNT) {
                    throw new IllegalStateException("pulled " + pulled + " of " + COUNT);
                }
                return seconds;
            }
        });
    }

    private static double raw(OkHttpClient http, String url) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("r.db");
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                try (Statement statement = db.createStatement()) {
                    statement.execute("PRAGMA journal_mode=WAL");
                    statement.execute("PRAGMA synchronous=NORMAL");
                    statement.execute(Notes.CREATE);
                }
                db.setAutoCommit(false);
                Request request = new Request.Builder()
                        .url(url + "/do/events?since=0")
                        .header("X-User-Id", USER)
                        .build();
                long start = System.nanoTime();
                try (Response response = http.newCall(request).execute();
                        PreparedStatement insert = db.prepareStatement(Notes.REPLACE)) {
                    int rows = decode(JsonReader.of(response.body().source()), insert);
                    db.commit();
                    if (rows != COUNT) {
                        throw new IllegalStateException("decoded " + rows + " of " + COUNT);
                    }
                }
                return Rounds.since(start);
            }
        });
    }

    private static int decode(JsonReader json, PreparedStatement insert) throws Exception {
        JsonReader.Options names =
                JsonReader.Options.of("sequence", "timestamp", "event_type", "schema_version", "payload");
        int rows = 0;
        json.beginArray();
        while (json.hasNext()) {
            json.beginObject();
            String payload = "";
            while (json.hasNext()) {
                switch (json.selectName(names)) {
                    case 0, 3 -> json.nextLong();
                    case 1, 2 -> json.nextString();
                    case 4 -> payload = json.nextString();
                    default -> throw new IOException("unknown field");
                }
            }
            json.endObject();
            insert.setString(1, Notes.id(payload));
            insert.setString(2, payload);
            insert.addBatch();
            if (++rows % BATCH == 0) {
                insert.executeBatch();
                insert.getConnection().commit();
            }
        }
        json.endArray();
        insert.executeBatch();
        return rows;
    }
}
