package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.StoredOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-in of the op-log family, whose faults are those of the live server. */
class OpLogConformanceTest {
    private static final List<String> BROKEN = List.of(
            "other-payload-told",
            "bad-operation",
            "payload-needed",
            "one-value",
            "push-marker",
            "reset-replay",
            "reset-compared");

    private static final List<String> OWN_LOG = List.of(
            "payload-needed",
            "reset-replaces",
            "snapshot-exact",
            "key-once",
            "reset-replay",
            "reset-compared",
            "sequence-goes-on",
            "key-holds",
            "first-contact",
            "users-apart");

    @Test
    void aServerWithUsersBreaksWhatItsPageSays() {
        try (OpLogServer server = OpLogServer.builder().sessions(true).build().start()) {
            Hooks hooks = new Hooks(Accounts.of(server), Accounts.expired(server), server::restart);
            Report report =
                    Conformance.of(Family.OP_LOG, server.url()).hooks(hooks).run();
            Verdicts.assertBroken(report, BROKEN);
            assertEquals(0, report.count(Verdict.NOT_OFFERED));
        }
    }

    /** All users are the same one there, so nobody may replace the log. */
    @Test
    void aServerWithoutUsersIsTriedWithoutHarmToItsLog() {
        try (OpLogServer server = OpLogServer.builder().pages(true).build().start()) {
            server.append("dev-user", new StoredOp(0, "list", "l", "a", 1, "{}"));
            String key = server.generation("dev-user");
            Report report = Verdicts.of(Family.OP_LOG, server.url(), server::restart);
            assertEquals(OWN_LOG, Verdicts.ids(report, Verdict.UNCLEAR), report::text);
            assertEquals(
                    List.of("other-payload-told", "bad-operation", "one-value", "push-marker", "unknown-path"),
                    Verdicts.ids(report, Verdict.BROKEN),
                    report::text);
            assertEquals(
                    List.of("session-needed", "expired-session", "origin-needed"),
                    Verdicts.ids(report, Verdict.NOT_OFFERED));
            assertEquals(key, server.generation("dev-user"));
            assertEquals("a", server.ops("dev-user").get(0).actor());
        }
    }

    /** As a shell gives it: one session for all. It may be somebody's own, so nothing of his is replaced. */
    @Test
    void oneSessionForAllIsNobodysToReset() {
        try (OpLogServer server = OpLogServer.builder().sessions(true).build().start()) {
            server.logIn("session=mine", "me");
            String key = server.generation("me");
            Report report = Conformance.of(Family.OP_LOG, server.url())
                    .hooks(new Hooks(user -> Map.of("Cookie", "session=mine"), server::restart))
                    .run();
            List<String> unclear = new ArrayList<>(OWN_LOG);
            unclear.add("expired-session");
            assertEquals(unclear, Verdicts.ids(report, Verdict.UNCLEAR), report::text);
            assertEquals(key, server.generation("me"));
        }
    }
}
