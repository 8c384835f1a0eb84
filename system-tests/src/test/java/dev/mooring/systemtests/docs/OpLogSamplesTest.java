package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogReset;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/op-log.md. */
@ExtendWith(Quiet.class)
class OpLogSamplesTest {
    private final OpLogServer server =
            OpLogServer.builder().sessions(true).build().start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDatasetIsReplaced() {
        String baseUrl = server.url();
        String clientId = "phone";
        String cookie = "session=s1";
        server.logIn(cookie, "anna");
        // sample: op-log
        OpLogDialect dialect = OpLogDialect.builder(clientId)
                .user("anna") // the storage is bound to her, and refused to the next who signs in
                .build();
        OkHttpTransport transport = OkHttpTransport.builder(baseUrl, dialect)
                .serverName("production")
                .credentials(Credentials.cookie(cookie)) // or one that can be refreshed after a 401
                .maxValueBytes(64L << 20) // if snapshots are that large
                .build();
        // end
        try (SyncClient<MemoryTables> client =
                SyncClient.builder(new InMemoryStorage(), transport, new Rows()).build()) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("list", "l1", "op", "{\"type\":\"insert\"}"));
            });
            String snapshot = "everything";
            // sample: op-log-reset
            OpLogReset reset = dialect.reset(UUID.randomUUID(), snapshot);
            OpLogReset.State state =
                    reset.afterCall(client.calls().make(reset.call()).join());
            for (int tries = 0; state == OpLogReset.State.UNKNOWN && tries < 5; tries++) {
                state = reset.afterQuestion(
                        client.calls().make(reset.question()).join());
            }
            // end
            assertEquals(OpLogReset.State.ACTIVE, state);
            assertEquals(reset.key(), server.generation("anna"));
            assertEquals(snapshot, server.snapshot("anna"));
            assertEquals(0, client.status().pending());
        }
    }
}
