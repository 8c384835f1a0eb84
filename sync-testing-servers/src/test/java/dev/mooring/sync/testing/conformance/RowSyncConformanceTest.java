package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-in of the row-sync family, whose faults are those of the live server. */
class RowSyncConformanceTest {
    private static Hooks hooks(RowSyncServer server) {
        return new Hooks(
                user -> {
                    server.allow("t-" + user, user);
                    return Map.of("Authorization", "Bearer t-" + user);
                },
                server::restart);
    }

    @Test
    void theServerBreaksWhatItsPageSays() {
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            Report report = Conformance.of(Family.ROW_SYNC, server.url())
                    .hooks(hooks(server))
                    .run();
            Verdicts.assertBroken(
                    report,
                    List.of(
                            "older-loses",
                            "stamp-ascends",
                            "offline-edit",
                            "watermark-itself",
                            "delete-told",
                            "delete-shown",
                            "hard-delete-shown",
                            "no-return",
                            "refused-4xx",
                            "any-order",
                            "partial-update",
                            "unknown-table",
                            "unknown-column",
                            "time-offset",
                            "key-stays",
                            "unique-renamed",
                            "pages-stable",
                            "no-cut",
                            "bad-cursor",
                            "bad-marker",
                            "bad-request",
                            "schema-checked",
                            "foreign-write",
                            "lost-row-told"));
            assertEquals(0, report.count(Verdict.NOT_OFFERED));
        }
    }

    /** One table is enough for a run; what needs another one is unclear, and says so. */
    @Test
    void aRunOfOneTableLeavesOpenWhatNeedsAnother() {
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            WritableTable repertoire = WritableTable.of("repertoire", "repertoireId", "name")
                    .softDelete("deleted")
                    .owner("userRef");
            Report report = Conformance.of(Family.ROW_SYNC, server.url())
                    .hooks(hooks(server))
                    .tables(repertoire)
                    .run();
            assertEquals(
                    List.of(
                            "delete-applied",
                            "hard-delete-shown",
                            "atomic-batch",
                            "orphan-refused",
                            "failure-named",
                            "refused-4xx",
                            "any-order",
                            "partial-update",
                            "key-stays",
                            "unique-renamed",
                            "tables-chosen",
                            "no-cut",
                            "opposite-order"),
                    Verdicts.ids(report, Verdict.UNCLEAR),
                    report::text);
        }
    }

    @Test
    void aRunWithoutCredentialsSaysSo() {
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            Report report = Conformance.of(Family.ROW_SYNC, server.url()).run();
            assertEquals(report.findings().size(), report.count(Verdict.UNCLEAR), report::text);
        }
    }
}
