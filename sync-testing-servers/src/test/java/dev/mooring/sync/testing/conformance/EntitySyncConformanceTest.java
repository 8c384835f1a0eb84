package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.Flavour;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-ins of the entity-sync family, whose faults are those of the live servers. */
class EntitySyncConformanceTest {
    private static Report report(Flavour flavour) {
        try (EntitySyncServer server =
                EntitySyncServer.builder().flavour(flavour).build().start()) {
            Hooks hooks = new Hooks(Accounts.of(server), Accounts.expired(server), server::restart);
            return Conformance.of(Family.ENTITY_SYNC, server.url())
                    .limits(Verdicts.SLOW_MACHINE)
                    .patience(Verdicts.AT_ONCE)
                    .hooks(hooks)
                    .run();
        }
    }

    @Test
    void theLiveServerBreaksWhatItsPageSays() {
        Verdicts.assertBroken(
                report(Flavour.LIVE),
                List.of(
                        "older-loses",
                        "partial-keeps",
                        "unknown-fields",
                        "success-means-all",
                        "bad-item-named",
                        "too-many",
                        "delete-shown",
                        "goal-delete",
                        "incremental",
                        "exact-numbers",
                        "key-edit",
                        "key-other-body",
                        "batch-atomic",
                        "batch-key",
                        "batch-checksum",
                        "ack-names",
                        "socket-failure-told",
                        "socket-ignores",
                        "socket-older",
                        "socket-twice",
                        "socket-revive",
                        "stream-deletes",
                        "stream-pieces",
                        "stream-plans",
                        "stream-marker",
                        "one-shape",
                        "stream-end",
                        "push-told"));
    }

    @Test
    void thePromisedOneKeepsItsPromises() {
        Verdicts.assertBroken(
                report(Flavour.PROMISED),
                List.of(
                        "partial-keeps",
                        "unknown-fields",
                        "success-means-all",
                        "bad-item-named",
                        "goal-delete",
                        "exact-numbers",
                        "key-edit",
                        "batch-atomic",
                        "batch-key",
                        "batch-checksum",
                        "ack-names",
                        "socket-failure-told",
                        "socket-ignores",
                        "socket-older",
                        "socket-twice",
                        "socket-revive",
                        "stream-pieces",
                        "stream-plans",
                        "stream-marker",
                        "one-shape",
                        "stream-end",
                        "push-told"));
    }
}
