package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.conformance.Conformance;
import dev.mooring.sync.testing.conformance.Family;
import dev.mooring.sync.testing.conformance.Hooks;
import dev.mooring.sync.testing.conformance.Report;
import dev.mooring.sync.testing.conformance.Verdict;
import dev.mooring.sync.testing.conformance.WritableTable;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the sample of docs/conformance.md. */
class ConformanceSamplesTest {
    private record Tokens(RowSyncServer server) {
        String of(String user) {
            server.allow(user, user);
            return user;
        }
    }

    @Test
    void aServerIsTriedWithATableOfItsOwn(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("report.html");
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            Tokens tokens = new Tokens(server);
            // sample: conformance
            Report report = Conformance.of(Family.ROW_SYNC, server.url())
                    .hooks(new Hooks(user -> Map.of("Authorization", "Bearer " + tokens.of(user)), server::restart))
                    .tables(WritableTable.of("repertoire", "repertoireId", "name")
                            .softDelete("deleted")
                            .owner("userRef"))
                    .run();
            Files.writeString(page, report.html());
            // end
            assertTrue(report.count(Verdict.KEPT) > 0, report::text);
            assertTrue(Files.readString(page).contains("older-loses"));
        }
    }
}
