package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
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
        assertEquals(0, tablet.client.status().counts().superseded());
    }

    @Test
    void anotherGenerationKeepsWhatWasNeverSentAndSendsItThere() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "x=snapshot");
        for (int i = 0; i < 5; i++) {
            tablet.set("k" + i, "1");
        }

        SyncReport.Synced report = synced();

        HistoryChange replaced = new HistoryChange(HistoryChange.Cause.REPLACED, "generation g2");
        assertEquals(new SyncReport.Synced(5, 0, 0, 0, 0, replaced), report);
        assertNull(synced().history(), "of the next one it is old news");
        assertEquals(5, server.log.size());
        assertEquals("snapshot", tablet.row("x"));
        assertEquals(6, tablet.rows().size());
        assertEquals(0, tablet.client.status().counts().superseded());
        assertTrue(tablet.events.contains(new SyncEvent.HistoryReplaced("generation g2")));
    }

    @Test
    void aSyncThatFailsBehindAReplacedHistorySaysItAsWell() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "x=snapshot");
        tablet.set("b", "1");
        server.afterPush = () -> {
            throw new TransportException(Kind.THROTTLED, Delivery.ANSWERED, null, "busy", null);
        };

        SyncReport.Failed report = assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertEquals(new HistoryChange(HistoryChange.Cause.REPLACED, "generation g2"), report.history());
    }

    // ---- a history that shows nothing of what is here

    private SyncReport.Incompatible refused(Mismatch mismatch) {
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(mismatch, report.mismatch(), report.reason());
        assertEquals(new HistoryChange(HistoryChange.Cause.DOUBTED, report.reason()), report.history());
        assertTrue(tablet.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.HistoryDoubted doubted
                        && report.reason().startsWith(doubted.reason())));
        return report;
    }

    @Test
    void aServerThatBeginsAnewWithNothingEmptiesNobody() {
        server.foreign("b", "theirs");
        tablet.set("a", "1");
        synced();
        var before = tablet.client.status().cursor();
        server.reset("g2", "");
        tablet.set("c", "pending");

        assertTrue(refused(Mismatch.KNOWS_LESS).reason().contains("begins anew"));

        assertEquals(Map.of("a", "1", "b", "theirs", "c", "pending"), tablet.rows());
        assertEquals(before, tablet.client.status().cursor());
        assertEquals(1, tablet.client.status().pending());
        assertEquals(List.of(), server.log);
        refused(Mismatch.KNOWS_LESS);
        assertEquals(List.of(), server.log, "nothing is sent into it");
    }

    @Test
    void oneConfirmedRowIsEnough() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "");

        refused(Mismatch.KNOWS_LESS);
    }

    @Test
    void aSnapshotIsConfirmedAsWell() {
        server.snapshot = "a=old";
        synced();
        server.reset("g2", "");

        refused(Mismatch.KNOWS_LESS);
        assertEquals(Map.of("a", "old"), tablet.rows());
    }

    @Test
    void whereNothingWasConfirmedAnEmptyHistoryIsTakenAtOnce() {
        synced();
        server.reset("g2", "");
        tablet.set("a", "1");

        synced();
        assertEquals(1, server.log.size());
    }

    @Test
    void aLogThatShowsNothingOfWhatIsHereIsSomebodyElses() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "");
        server.foreign("x", "1");
        server.foreign("a", "2");

        refused(Mismatch.OTHER_HISTORY);
        assertEquals(Map.of("a", "1"), tablet.rows());
    }

    @Test
    void aLogThatShowsSomeOfItIsTaken() {
        tablet.set("a", "1");
        tablet.set("b", "1");
        synced();
        server.reset("g2", "");
        server.foreign("x", "1");
        server.foreign("a", "1");

        synced();
        assertEquals(Map.of("a", "1", "x", "1"), tablet.rows());
    }

    @Test
    void aSnapshotThatIsKnownToShowNothingIsNotTaken() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "x=snapshot");
        tablet.compares = true;

        refused(Mismatch.OTHER_HISTORY);
        assertEquals(Map.of("a", "1"), tablet.rows());

        server.reset("g3", "x=snapshot,a=1");
        synced();
        assertEquals(Map.of("a", "1", "x", "snapshot"), tablet.rows());
    }

    @Test
    void theServerComesBackAsItWas() {
        tablet.set("a", "1");
        synced();
        var log = List.copyOf(server.log);
        server.reset("g2", "");
        refused(Mismatch.KNOWS_LESS);

        server.reset("g1", "");
        server.log.addAll(log);
        tablet.set("b", "1");
        assertEquals(1, synced().pushed());
    }

    @Test
    void aRebuildTakesTheServersWordForIt() {
        tablet.set("a", "1");
        synced();
        server.reset("g2", "");
        tablet.set("b", "1");
        refused(Mismatch.KNOWS_LESS);

        assertThrows(IllegalStateException.class, () -> tablet.client.recovery().rebuild(RebuildPlan.withoutExport()));
        var rebuilt =
                tablet.client.recovery().rebuild(RebuildPlan.withoutExport().droppingConfirmed());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);

        assertTrue(rebuilt.join().complete());
        assertEquals(Map.of("b", "1"), tablet.rows());
        assertEquals(1, server.log.size());
        synced();
    }

    private RebuildReport rebuilt(RebuildPlan plan) {
        var rebuilt = tablet.client.recovery().rebuild(plan);
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertTrue(rebuilt.join().complete());
        return rebuilt.join();
    }

    private List<String> logged() {
        return server.log.stream()
                .map(each ->
                        each.change().key() + "=" + KeyServer.bare(each.change().payload()))
                .toList();
    }

    @Test
    void aRebuildCanSendBackWhatTheServerHasLost() {
        server.foreign("b", "theirs");
        tablet.set("a", "1");
        synced();
        tablet.set("a", "2");
        synced();
        server.reset("g2", "");
        tablet.set("a", "pending");
        refused(Mismatch.KNOWS_LESS);

        assertEquals(
                3, rebuilt(RebuildPlan.withoutExport().resendingConfirmed()).resent());

        assertEquals(List.of("b=theirs", "a=1", "a=2", "a=pending"), logged());
        assertEquals(Map.of("a", "pending", "b", "theirs"), tablet.rows());
        assertEquals(0, tablet.client.status().pending());
        synced();
        assertEquals(4, server.log.size());
    }

    @Test
    void whatAnotherDeviceHasSentBackIsNotSentOnceMore() {
        tablet.set("a", "1");
        tablet.set("b", "1");
        tablet.set("b", "1");
        synced();
        server.reset("g2", "");
        server.foreign("b", "1");

        assertEquals(
                2, rebuilt(RebuildPlan.withoutExport().resendingConfirmed()).resent());
        assertEquals(List.of("b=1", "a=1", "b=1"), logged());
    }

    @Test
    void whereNoLogIsWholeTheAppRestatesItsRows() {
        server.snapshot = "a=old,b=old";
        synced();
        tablet.set("b", "new");
        synced();
        server.reset("g2", "");
        tablet.set("c", "pending");
        refused(Mismatch.KNOWS_LESS);
        tablet.removesWhatItTakesBack = true;

        assertEquals(
                2, rebuilt(RebuildPlan.withoutExport().resendingConfirmed()).resent());

        assertEquals(List.of("a=old", "b=new", "c=pending"), logged());
        assertEquals(Map.of("a", "old", "b", "new", "c", "pending"), tablet.rows());
    }

    @Test
    void whatMayBeInTheSnapshotIsLeftToTheApp() {
        synced();
        Mutation mutation = tablet.set("a", "1");
        server.afterPush = () -> server.reset("g2", "a=1");

        synced();

        assertEquals(1, pushes());
        assertEquals(
                mutation.id(),
                tablet.client.parked().superseded(10).get(0).mutation().id());
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
        assertEquals(0, tablet.client.status().counts().superseded());
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
        assertEquals(1, tablet.client.status().counts().superseded());
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
