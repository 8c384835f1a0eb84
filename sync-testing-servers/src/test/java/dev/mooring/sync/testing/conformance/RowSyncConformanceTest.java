package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-in of the row-sync family, whose faults are those of the live server. */
class RowSyncConformanceTest {
    /** The stand-in does not read tokens, it knows them. */
    private static Hooks hooks(RowSyncServer server) {
        Hooks signing = Hooks.jwt("secret", server::restart);
        return new Hooks(
                user -> {
                    Map<String, String> headers = signing.headers().apply(user);
                    server.allow(headers.get("Authorization").replaceFirst("Bearer ", ""), user);
                    return headers;
                },
                signing.expired(),
                signing.restart());
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
                            "sets-apart",
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
                            "exact-number",
                            "key-stays",
                            "unique-renamed",
                            "tables-chosen",
                            "no-cut",
                            "sets-apart",
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

    /** Rows of a person's own would be among those of the run. */
    @Test
    void oneTokenForAllIsNotEnough() {
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            Report report = Conformance.of(Family.ROW_SYNC, server.url())
                    .hooks(new Hooks(user -> Map.of("Authorization", "Bearer token"), null))
                    .run();
            assertEquals(report.findings().size(), report.count(Verdict.UNCLEAR), report::text);
            assertEquals(0, server.rows("tune").size());
        }
    }

    @Test
    void aTokenIsSignedAsItsStandardHasIt() {
        String token =
                Hooks.jwt("your-256-bit-secret", null).headers().apply("1").get("Authorization");
        String claims = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0";
        assertEquals("Bearer " + claims + ".rTCH8cLoGxAm_xw68z-zXVKi9ie6xJn9tnVWjd_9ftE", token);
        assertEquals("1", Jwt.subject(token, "other"));
        String over = Jwt.expired("1", "your-256-bit-secret");
        assertEquals("1", Jwt.subject(over, "other"));
        assertTrue(over.startsWith("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjoxNTc3ODM2ODAwfQ."));
        assertEquals("other", Jwt.subject("Bearer t", "other"));
    }
}
