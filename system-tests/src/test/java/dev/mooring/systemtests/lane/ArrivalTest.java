package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.VirtualScheduler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A log that takes whatever comes: evidence by the pull alone, and histories that are replaced. */
final class ArrivalTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final ArrivalServer server = new ArrivalServer();
    private final Tablet tablet = new Tablet(server, time, ConflictPolicy.serverWins());

    private long pushes() {
        return server.asks.stream().filter(Ask.Push.class::isInstance).count();
    }

    private SyncReport.Synced synced() {
        return assertInstanceOf(SyncReport.Synced.class, tablet.sync());
    }

    @Test
    void whatWasWrittenBeforeTheFirstContactGoesOutBehindTheBootstrap() {
        server.snapshot = "a=old,b=old";
        server.foreign("c", "1");
        tablet.set("a", "mine");

        assertEquals(1, synced().pushed());

        assertEquals(Map.of("a", "mine", "b", "old", "c", "1"), tablet.rows());
        assertInstanceOf(Ask.Pull.class, server.asks.get(0));
        assertEquals(List.of("c"), tablet.applied.stream().filter("c"::equals).toList());
    }

    @Test
    void aMutationIsSettledByThePullThatShowsItAndIsNotAppliedAgain() {
        synced();
        tablet.applied.clear();
        tablet.set("a", "1");
        server.foreign("b", "2");

        assertEquals(1, synced().pushed());

        assertEquals(List.of("b"), tablet.applied);
        assertEquals(0, tablet.client.status().pending());
        assertEquals(2, tablet.client.log(0, 10).size());
    }

    @Test
    void anAnswerWithoutEvidenceSettlesNothing() {
        server.forgetful = true;
        tablet.set("a", "1");

        SyncReport report = tablet.sync();
        for (int i = 0; i < 6; i++) {
            report = tablet.sync();
        }

        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, report);
        assertTrue(failed.message().contains("does not show"), failed.message());
        assertEquals(1, failed.pending());
        server.forgetful = false;
        synced();
        assertEquals(1, server.log.size());
    }

    @Test
    void aForeignChangeGoesBelowWhatIsPendingAndNothingIsSuperseded() {
        synced();
        server.foreign("a", "theirs");
        tablet.set("a", "mine");
        synced();

        assertEquals("mine", tablet.row("a"));
        assertEquals(0, tablet.client.status().superseded());
    }

    @Test
    void anotherGenerationKeepsWhatWasNeverSentAndSendsItThere() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "x=snapshot");
        for (int i = 0; i < 5; i++) {
            tablet.set("k" + i, "1");
        }

        synced();

        assertEquals(5, server.log.size());
        assertEquals("snapshot", tablet.row("x"));
        assertEquals(6, tablet.rows().size());
        assertEquals(0, tablet.client.status().superseded());
        assertTrue(tablet.events.contains(new SyncEvent.HistoryReplaced("generation g2")));
    }

    @Test
    void whatMayBeInTheSnapshotIsLeftToTheApp() {
        synced();
        Mutation mutation = tablet.set("a", "1");
        server.afterPush = () -> server.reset("g2", "a=1");

        synced();

        assertEquals(1, pushes());
        assertEquals(
                mutation.id(), tablet.client.superseded(10).get(0).mutation().id());
        assertEquals(0, server.log.size());
    }

    @Test
    void whatTheNewHistoryShowsIsSettled() {
        synced();
        tablet.set("a", "1");
        // The server stores it under the new generation, although it was sent for the old one.
        server.afterPush = () -> {
            var taken = List.copyOf(server.log);
            server.reset("g2", "");
            server.log.addAll(taken);
        };

        synced();

        assertEquals(1, server.log.size());
        assertEquals(0, tablet.client.status().pending());
        assertEquals(0, tablet.client.status().superseded());
        assertEquals("1", tablet.row("a"));
    }

    @Test
    void whatTwoNewHistoriesInARowMayHaveSwallowedIsLeftToTheApp() {
        synced();
        tablet.set("a", "1");
        server.reset("g2", "");
        // The request arrives a second time, late, and the next generation begins with what it did.
        server.beforePull = () -> server.reset("g3", "a=1");

        synced();

        assertEquals(0, server.log.size());
        assertEquals(1, tablet.client.status().superseded());
        assertEquals("1", tablet.row("a"));
    }

    @Test
    void aSnapshotThatTheAppCannotReadMovesNothing() {
        tablet.set("a", "1");
        synced();
        var before = tablet.client.status().cursor();
        server.reset("g2", "x=snapshot");
        tablet.set("b", "1");
        tablet.cannotRead = true;

        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertEquals(before, tablet.client.status().cursor());
        assertEquals(Map.of("a", "1", "b", "1"), tablet.rows());
        assertEquals(1, tablet.client.status().pending());
        assertEquals(1, tablet.client.log(0, 10).size());

        tablet.cannotRead = false;
        synced();
        assertEquals(Map.of("x", "snapshot", "b", "1"), tablet.rows());
        assertEquals(1, server.log.size());
    }
}
