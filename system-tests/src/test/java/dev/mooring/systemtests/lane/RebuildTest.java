package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.RebuildStep;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's state is fetched anew beside the old one, and takes its place. */
final class RebuildTest {
    private static final RebuildPlan PLAIN = RebuildPlan.withoutExport();

    private final VirtualScheduler time = new VirtualScheduler(1);

    @TempDir
    Path folder;

    private static RebuildReport rebuild(Tablet tablet, RebuildPlan plan) {
        var future = tablet.client.recovery().rebuild(plan);
        tablet.time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    /** A device that has synced five rows of others. */
    private Tablet device(Rebuilt server) {
        for (int i = 0; i < 5; i++) {
            server.foreign("f" + i, "1");
        }
        Tablet tablet = server.tablet(new InMemoryStorage());
        synced(tablet.sync());
        return tablet;
    }

    private static void spoil(Tablet tablet) {
        tablet.storage.<String, RuntimeException>write(tx -> {
            tx.handle().put(Tablet.ROWS, "f1", "spoilt");
            tx.handle().put(Tablet.ROWS, "nobody's", "spoilt");
            return "";
        });
    }

    private static List<RebuildStep> steps(Tablet tablet) {
        List<RebuildStep> steps = new ArrayList<>();
        tablet.events.forEach(event -> {
            if (event instanceof SyncEvent.RebuildStepped stepped) {
                steps.add(stepped.step());
            }
        });
        return steps;
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void theServersStateTakesThePlaceOfTheOldOneWithThePendingOnTop(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        spoil(tablet);
        server.foreign("f9", "1");
        tablet.set("mine", "1");
        tablet.set("f2", "2");

        RebuildReport report = rebuild(tablet, PLAIN);

        assertTrue(report.complete(), report.toString());
        synced(report.sync());
        assertEquals(server.rows(), tablet.rows());
        assertEquals("2", tablet.row("f2"));
        assertEquals(1, server.times("mine"));
        assertEquals(0, tablet.client.status().pending());
        assertEquals(RebuildStep.BEGUN, steps(tablet).get(0));
        assertEquals(RebuildStep.SWAPPED, steps(tablet).get(steps(tablet).size() - 1));
        server.foreign("f10", "1");
        synced(tablet.sync());
        assertEquals(server.rows(), tablet.rows());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void anAnswerThatWasLostIsFoundInWhatIsFetched(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        boolean[] broken = {false};
        server.after = ask -> {
            if (ask instanceof Ask.Push) {
                broken[0] = true;
                throw Rebuilt.broken(Delivery.MAYBE_SENT);
            }
        };
        server.before = ask -> {
            if (broken[0]) {
                throw Rebuilt.broken(Delivery.NOT_SENT);
            }
        };
        assertInstanceOf(SyncReport.Offline.class, tablet.sync());
        server.before = ask -> {};
        server.after = ask -> {};
        int pushes = server.pushes;

        RebuildReport report = rebuild(tablet, PLAIN);

        assertTrue(report.complete(), report.toString());
        synced(report.sync());
        assertEquals(1, ((SyncReport.Synced) report.sync()).pushed());
        assertEquals(pushes, server.pushes, "it is not sent again");
        assertEquals(server.rows(), tablet.rows());
        assertEquals(1, server.times("mine"));
        assertEquals(0, tablet.client.status().pending());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void aServerThatWasBuiltAnewGetsWhatIsPendingAndNothingElse(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        server.empty();
        server.foreign("new", "1");
        server.denies = true;
        assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(1, tablet.client.status().pending());
        server.before = ask -> server.denies = false;

        RebuildReport report = rebuild(tablet, PLAIN.droppingConfirmed());

        assertTrue(report.complete(), report.toString());
        synced(report.sync());
        assertEquals(Map.of("new", "1", "mine", "1"), tablet.rows());
        assertEquals(server.rows(), tablet.rows());
        synced(tablet.sync());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void whatIsWrittenMeanwhileIsKeptAndSent(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        int[] writes = {0};
        server.before = ask -> {
            if (ask instanceof Ask.Pull && writes[0] < 3) {
                tablet.set("during" + writes[0]++, "1");
            }
        };

        RebuildReport report = rebuild(tablet, PLAIN.droppingPending());

        assertTrue(report.complete(), report.toString());
        server.before = ask -> {};
        synced(tablet.sync());
        assertTrue(writes[0] > 0);
        for (int i = 0; i < writes[0]; i++) {
            assertEquals(1, server.times("during" + i), "during" + i);
        }
        assertEquals(server.rows(), tablet.rows());
        assertEquals(0, report.dropped());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void itGoesOnWhereTheNetworkBroke(Order order) {
        for (int at = 1; breaksAt(order, at, Delivery.NOT_SENT) && breaksAt(order, at, Delivery.MAYBE_SENT); at++) {
            // At every exchange in turn, before the server and behind it.
        }
    }

    private boolean breaksAt(Order order, int exchange, Delivery delivery) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        spoil(tablet);
        tablet.set("mine", "1");
        int from = server.exchanges;
        boolean[] broken = {false};
        if (delivery == Delivery.NOT_SENT) {
            server.before = ask -> breakAt(server, from + exchange, delivery, broken);
        } else {
            server.after = ask -> breakAt(server, from + exchange, delivery, broken);
        }
        RebuildReport report = rebuild(tablet, PLAIN);
        server.before = ask -> {};
        server.after = ask -> {};
        if (!report.complete()) {
            assertTrue(tablet.rows().containsKey("nobody's"), "the old state stays until the new one is whole");
        }
        synced(tablet.sync());
        assertEquals(server.rows(), tablet.rows(), order + " " + exchange + " " + delivery);
        assertEquals(1, server.times("mine"));
        assertFalse(tablet.client.recovery().preview(PLAIN).underWay());
        return broken[0];
    }

    private static void breakAt(Rebuilt server, int exchange, Delivery delivery, boolean[] broken) {
        if (server.exchanges == exchange) {
            broken[0] = true;
            throw Rebuilt.broken(delivery);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void calledOffItLeavesAllAsItWas(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        spoil(tablet);
        Map<String, String> before = new TreeMap<>(tablet.rows());
        int from = server.exchanges;
        server.after = ask -> breakAt(server, from + 1, Delivery.MAYBE_SENT, new boolean[1]);
        assertFalse(rebuild(tablet, PLAIN.droppingPending()).complete());
        assertThrows(IllegalStateException.class, () -> tablet.client.recovery().rebuild(PLAIN));
        assertTrue(tablet.client.recovery().preview(PLAIN).underWay());

        assertTrue(tablet.client.recovery().cancelRebuild());

        assertFalse(tablet.client.recovery().cancelRebuild());
        server.after = ask -> {};
        assertEquals(before, tablet.rows());
        assertEquals(1, tablet.client.status().pending());
        synced(tablet.sync());
        assertTrue(steps(tablet).contains(RebuildStep.CANCELLED));
        assertEquals(1, server.times("mine"));
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void calledOffWhileItFetchesTheRunGoesOnAsUsual(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        server.before = ask -> {
            server.before = again -> {};
            assertTrue(tablet.client.recovery().cancelRebuild());
        };

        RebuildReport report = rebuild(tablet, PLAIN);

        assertFalse(report.complete());
        synced(report.sync());
        assertEquals(1, server.times("mine"));
        assertEquals(server.rows(), tablet.rows());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void whatThePlanDropsIsExportedAndCounted(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        for (int i = 0; i < 3; i++) {
            tablet.set("p" + i, "1");
        }
        park(tablet, MutationState.SUPERSEDED);
        park(tablet, MutationState.QUARANTINED);
        Path file = folder.resolve("before.jsonl");
        RebuildPlan plan = RebuildPlan.exportingTo(file).droppingPending().droppingQuarantined();
        RebuildPreview preview = tablet.client.recovery().preview(plan);
        assertEquals(List.of(0L, 1L, 0L), kept(preview));
        assertEquals(3, preview.pendingDropped());
        assertEquals(1, preview.quarantinedDropped());
        assertEquals(5, preview.exported());
        assertEquals(order == Order.ARRIVAL ? RebuildPreview.UNKNOWN : 5, preview.confirmed());

        RebuildReport report = rebuild(tablet, plan);

        assertTrue(report.complete(), report.toString());
        assertEquals(5, report.exported());
        assertEquals(4, report.dropped());
        assertEquals(server.rows(), tablet.rows());
        assertEquals(0, server.times("p0"));
        assertEquals(1, tablet.client.parked().superseded(9).size());
        assertEquals(0, tablet.client.parked().quarantined(9).size());
        assertEquals(0, tablet.client.status().pending());
        assertEquals(0, tablet.client.status().counts().quarantined());
        assertEquals(5, lines(file).size());

        var back = tablet.client.recovery().importFrom(file);

        assertEquals(3, back.pending());
        assertEquals(1, back.quarantined());
        assertEquals(1, back.known());
        synced(tablet.sync());
        assertEquals(1, server.times("p2"));
        Map<String, String> rows = new TreeMap<>(server.rows());
        rows.put("QUARANTINED", "1"); // What was refused lies on top, also where it comes from an export.
        assertEquals(rows, tablet.rows());
    }

    private static List<Long> kept(RebuildPreview preview) {
        return List.of(preview.pendingKept(), preview.supersededKept(), preview.quarantinedKept());
    }

    /** The rows, or each change of the log, whoever wrote it; and an import passes that over. */
    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void anExportHoldsWhatTheServerHadConfirmed(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        tablet.set("pending", "1");
        Path file = folder.resolve("all.jsonl");
        RebuildPlan plan = RebuildPlan.exportingTo(file);
        RebuildPreview preview = tablet.client.recovery().preview(plan);
        assertEquals(1, tablet.client.recovery().exportTo(file));
        List<Exported> confirmed = new ArrayList<>();
        try (ExportFile.Lines in = ExportFile.read(file)) {
            for (Exported each = in.next(); each != null; each = in.next()) {
                confirmed.add(each);
            }
        }
        assertEquals("pending", confirmed.remove(0).mutation().key());
        assertTrue(confirmed.stream().allMatch(each -> each.state() == MutationState.ACKED));
        TreeSet<String> there = new TreeSet<>(server.rows().keySet());
        there.remove("base"); // It came in a snapshot, which is kept nowhere but in the app's rows.
        assertEquals(
                there,
                confirmed.stream().map(each -> each.mutation().key()).collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(order == Order.ARRIVAL || preview.confirmedExported() == confirmed.size(), preview.toString());
        assertEquals(1, tablet.client.recovery().importFrom(file).known());
        assertEquals(1, tablet.client.status().pending());
    }

    private static List<Exported> lines(Path file) {
        List<Exported> lines = new ArrayList<>();
        try (ExportFile.Lines in = ExportFile.read(file)) {
            for (Exported each = in.next(); each != null; each = in.next()) {
                lines.add(each);
            }
        }
        lines.removeIf(each -> each.state() == MutationState.ACKED);
        return lines;
    }

    /** One more parked mutation. */
    private void park(Tablet tablet, MutationState state) {
        Mutation mutation = tablet.set(state.name(), "1");
        tablet.storage.<String, RuntimeException>write(tx -> {
            tx.handle().remove(Tablet.ROWS, state.name());
            tx.outbox().unsettled(0, 100, 1 << 20).stream()
                    .filter(entry -> entry.mutation().equals(mutation))
                    .forEach(entry -> tx.parked()
                            .park(entry.seq(), state, "told so", time.lane(9).now()));
            return "";
        });
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void whatIsParkedMeanwhileIsNotDropped(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        park(tablet, MutationState.SUPERSEDED);
        server.before = ask -> {
            throw Rebuilt.broken(Delivery.NOT_SENT);
        };
        assertFalse(rebuild(tablet, PLAIN.droppingSuperseded()).complete());
        server.before = ask -> {};
        Path file = folder.resolve("other.jsonl");
        Mutation late = Mutation.of("todo", "late", "set", "\"1\"")
                .recorded(new UUID(7, 7), time.lane(9).now());
        try (ExportFile.Writer writer = ExportFile.write(file, new ServerIdentity("here", "u"))) {
            writer.add(new Exported(late, MutationState.SUPERSEDED, "lost", Instant.EPOCH));
            writer.commit();
        }
        assertEquals(1, tablet.client.recovery().importFrom(file).superseded());

        synced(tablet.sync());

        assertEquals(
                List.of(late),
                tablet.client.parked().superseded(9).stream()
                        .map(ParkedMutation::mutation)
                        .toList());
        assertEquals(server.rows(), tablet.rows());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void whatMayHaveBeenSentIsNotSentAgainByAnImport(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        Path file = folder.resolve("other.jsonl");
        Mutation sent = Mutation.of("todo", "sent", "set", "\"1\"")
                .recorded(new UUID(7, 7), time.lane(9).now());
        try (ExportFile.Writer writer = ExportFile.write(file, new ServerIdentity("here", "u"))) {
            writer.add(new Exported(sent, MutationState.IN_FLIGHT, "", null));
            writer.commit();
        }
        assertEquals(1, tablet.client.recovery().importFrom(file).superseded());
        assertEquals(1, tablet.client.recovery().importFrom(file).known());
        synced(tablet.sync());
        assertEquals(0, server.times("sent"));
        assertEquals(sent, tablet.client.parked().superseded(9).get(0).mutation());
        try (ExportFile.Writer writer = ExportFile.write(file, new ServerIdentity("here", "somebody else"))) {
            writer.commit();
        }
        assertThrows(
                IllegalArgumentException.class, () -> tablet.client.recovery().importFrom(file));
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void anExportOfALostDeviceGoesIntoAnEmptyStorageOnce(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet lost = server.tablet(new InMemoryStorage());
        for (int i = 0; i < 5; i++) {
            lost.set("k" + i, "1");
        }
        server.after = ask -> {
            if (ask instanceof Ask.Push) {
                server.before = next -> {
                    throw Rebuilt.broken(Delivery.NOT_SENT);
                };
                throw Rebuilt.broken(Delivery.MAYBE_SENT);
            }
        };
        assertInstanceOf(SyncReport.Offline.class, lost.sync());
        server.before = ask -> {};
        server.after = ask -> {};
        Path file = folder.resolve("lost.jsonl");
        assertEquals(5, lost.client.recovery().exportTo(file));
        Tablet fresh = server.tablet(new InMemoryStorage());

        assertEquals(5, fresh.client.recovery().importFrom(file).pending());

        synced(fresh.sync());
        for (int i = 0; i < 5; i++) {
            assertEquals(1, server.times("k" + i), "k" + i);
        }
        assertEquals(server.rows(), fresh.rows());
        assertEquals(0, fresh.client.status().pending());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void whatIsParkedStays(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        park(tablet, MutationState.SUPERSEDED);
        park(tablet, MutationState.QUARANTINED);

        assertTrue(rebuild(tablet, PLAIN).complete());

        assertEquals(1, tablet.client.parked().superseded(9).size());
        assertEquals(1, tablet.client.parked().quarantined(9).size());
        assertEquals(1, tablet.client.status().counts().superseded());
        assertEquals(server.rows(), tablet.rows());
    }

    @ParameterizedTest
    @EnumSource(value = Order.class, mode = EnumSource.Mode.EXCLUDE, names = "CLOCKS")
    void aHandlerThatRefusesIsAskedAgainWithoutAnotherFetch(Order order) {
        Rebuilt server = new Rebuilt(time, order);
        Tablet tablet = device(server);
        spoil(tablet);
        tablet.cannotRead = true;

        RebuildReport report = rebuild(tablet, PLAIN);

        assertFalse(report.complete());
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, report.sync());
        assertEquals(SyncReport.Fault.HANDLER, failed.fault());
        assertTrue(failed.message().contains("reset"), failed.message());
        assertEquals("spoilt", tablet.row("f1"));
        tablet.cannotRead = false;
        server.foreign("later", "1");
        synced(tablet.sync());
        assertEquals(server.rows(), tablet.rows());
        assertEquals(RebuildStep.SWAPPED, steps(tablet).get(steps(tablet).size() - 1));
    }

    @Test
    void aHandlerWithoutAResetIsRefusedBeforeAnythingIsBegun() {
        LogServer server = new LogServer();
        Phone phone = new Phone(server, time);
        assertThrows(IllegalStateException.class, () -> phone.client.recovery().rebuild(PLAIN));
        assertFalse(phone.client.recovery().preview(PLAIN).underWay());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextListingSweepsWhatIsGoneAndNothingThatTheRebuildBrought(boolean always) {
        Rebuilt server = new Rebuilt(time, Order.KEYS);
        server.keys.listsAll = always;
        server.keys.listEvery = Duration.ofMinutes(10);
        server.keys.hidesDeletes = true;
        server.keys.page = always ? Integer.MAX_VALUE : 2;
        Tablet tablet = device(server);
        assertTrue(rebuild(tablet, PLAIN).complete());
        assertEquals(5, tablet.rows().size());
        server.keys.rows.remove("f3");
        time.advance(Duration.ofMinutes(20));
        synced(tablet.sync());
        time.advance(Duration.ofMinutes(10));
        synced(tablet.sync());
        assertEquals(server.rows(), tablet.rows());
        assertEquals(4, tablet.rows().size());
    }

    /** The copy is from before the second and third write; what another device wrote since stays. */
    @Test
    void whatAServerThatWasRestoredHasLostGoesOutAgain() {
        Rebuilt server = new Rebuilt(time, Order.KEYS);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        tablet.set("kept", "1");
        tablet.set("gone", "1");
        synced(tablet.sync());
        var copy = new TreeMap<>(server.keys.rows);
        time.advance(Duration.ofMinutes(1));
        tablet.set("mine", "2");
        tablet.set("new", "1");
        tablet.delete("gone");
        synced(tablet.sync());
        server.keys.rows.clear();
        server.keys.rows.putAll(copy);
        server.keys.put("kept", "theirs", time.now().plusSeconds(60).getEpochSecond());
        tablet.set("new", "pending");

        RebuildReport report = rebuild(tablet, PLAIN.resendingConfirmed());

        assertEquals(3, report.resent());
        assertEquals("2", server.keys.payload("mine"));
        assertEquals("pending", server.keys.payload("new"));
        assertEquals("theirs", server.keys.payload("kept"));
        assertNull(server.keys.payload("gone"));
        synced(tablet.sync());
        assertEquals(
                Set.of("f0", "f1", "f2", "f3", "f4", "mine", "new", "kept"),
                tablet.rows().keySet());
        assertEquals("theirs", tablet.row("kept"));
    }

    @Test
    void whereNothingIsKeptThatCouldBeSentBackTheRebuildIsRefused() {
        ArrivalServer server = new ArrivalServer();
        server.snapshot = "a=1";
        InMemoryStorage storage = new InMemoryStorage();
        SyncClient<MemoryTables> client = SyncClient.builder(storage, server, new WithoutRestating())
                .scheduler(time.lane(7))
                .build();
        var synced = client.syncNow();
        time.sleep(Duration.ofMinutes(1), synced::isDone);

        IllegalStateException refusal = assertThrows(
                IllegalStateException.class, () -> client.recovery().rebuild(PLAIN.resendingConfirmed()));
        assertTrue(refusal.getMessage().contains("began with a snapshot"), refusal.getMessage());
        assertFalse(client.recovery().preview(PLAIN).underWay());
        client.close();
    }

    /** It cannot tell its rows. */
    static final class WithoutRestating implements ChangeHandler.Resetting<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {}
    }

    @Test
    void aServerThatShowsNothingIsBelievedByARebuildAlone() {
        Rebuilt server = new Rebuilt(time, Order.KEYS);
        server.keys.listsAll = true;
        server.keys.page = Integer.MAX_VALUE;
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        server.keys.rows.clear();
        assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(6, tablet.rows().size());
        assertTrue(rebuild(tablet, PLAIN.droppingConfirmed()).complete());
        assertEquals(Map.of("mine", "1"), tablet.rows());
        assertEquals(1, server.times("mine"));
        synced(tablet.sync());
    }

    @Test
    void aHistoryThatBeginsAnewMeanwhileIsFetchedFromItsStart() {
        Rebuilt server = new Rebuilt(time, Order.ARRIVAL);
        Tablet tablet = device(server);
        tablet.set("mine", "1");
        int[] pulls = {0};
        server.before = ask -> {
            if (ask instanceof Ask.Pull && ++pulls[0] == 2) {
                server.empty();
                server.foreign("new", "1");
            }
        };

        RebuildReport report = rebuild(tablet, PLAIN);

        assertTrue(report.complete(), report.toString());
        synced(report.sync());
        assertEquals(Map.of("new", "1", "mine", "1"), tablet.rows());
    }
}
