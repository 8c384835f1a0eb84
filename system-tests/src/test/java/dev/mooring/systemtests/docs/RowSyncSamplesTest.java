package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.live.LiveChannels;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import dev.mooring.sync.testing.rowsync.StoredRow;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/row-sync.md. */
@ExtendWith(Quiet.class)
class RowSyncSamplesTest {
    private static final String USER = RowSyncServer.USER;

    private final RowSyncServer server = RowSyncServer.builder().build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientTakesTheChannelOfTheDatabase() {
        String user = USER;
        String publicKey = "anon";
        Credentials session = Credentials.bearer("token");
        ChangeHandler<MemoryTables> handler = new Rows();
        InMemoryStorage storage = new InMemoryStorage();
        RowTable tune = RowTable.builder("tune").build();
        OkHttpTransport transport = OkHttpTransport.builder(
                        server.url(), RowSyncDialect.builder(user).table(tune).build())
                .build();
        // sample: row-channel
        WakeUps channel = LiveChannels.phoenix("https://project.example.org/realtime/v1", "music")
                .apiKey(publicKey)
                .credentials(session) // the JWT of the pulls; a new one goes out on the open channel
                .changesOf("public", "tune", "private_for=eq." + user) // names of the database, not of the wire
                .changesOf("public", "tag", "user_ref=eq." + user)
                .build();
        SyncClient<MemoryTables> client =
                SyncClient.builder(storage, transport, handler).wakeUps(channel).build();
        // end
        assertEquals(ChannelStatus.State.OFF, client.status().channel().state(), "opened when the client is started");
        client.close();
    }

    @Test
    void rowsGoOutAndADeleteIsARowWithItsFlagSet() {
        String baseUrl = server.url();
        String user = USER;
        Credentials session = Credentials.bearer("token");
        ChangeHandler<MemoryTables> handler = new Rows();
        // sample: row-tables
        RowTable tune = RowTable.builder("tune")
                .softDelete("deleted") // else rows are deleted for good, and nobody hears of it
                .columns("title", "privateFor", "structure") // what the app knows and always writes
                .edited("structure") // a column of the app's own that holds the time of the edit
                .build();
        RowTable tag = RowTable.builder("tag")
                .key("tagId")
                .unique("userRef", "tuneRef", "tagText") // by this the server knows the row
                .withoutDelete() // the server skips deletes of tags
                .parents("tune") // pushed before
                .build();
        // end
        // sample: row-sync
        RowSyncDialect dialect =
                RowSyncDialect.builder(user).table(tune).table(tag).build();
        OkHttpTransport transport = OkHttpTransport.builder(baseUrl, dialect)
                .credentials(session) // a JWT, refreshed once after a 401
                .callTimeout(Duration.ofMinutes(2)) // longer than the server needs for a batch
                .build();
        // end
        String id = "0f29fc0e-744b-4917-9aa2-bb5063709938";
        String row = "{\"id\":\"" + id + "\",\"title\":\"Flute\",\"privateFor\":\"" + USER + "\",\"structure\":\"\"}";
        try (SyncClient<MemoryTables> client =
                SyncClient.builder(new InMemoryStorage(), transport, handler).build()) {
            // sample: rows
            client.write((tables, outbox) -> {
                tables.put("tune", tune.key(row), row); // the app's own table, in the same transaction
                outbox.add(Mutation.of("tune", tune.key(row), "put", row));
            });
            client.write((tables, outbox) -> {
                tables.remove("tune", tune.key(row));
                outbox.add(Mutation.of("tune", tune.key(row), Mutation.DELETE, row)); // the row as it was
            });
            // end
            client.syncNow().join();
            assertEquals(0, client.status().pending());
        }
        assertNotNull(tag);
        StoredRow stored = server.row("tune", id);
        assertNotNull(stored);
        assertTrue(stored.deleted());
    }
}
