package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every mutation has one fate, also where of a key only the last state is sent, and also across a crash. */
final class FatesTest {
    private static final int SEEDS = 200;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();

    @Test
    void afterACrashTheFrozenBatchGoesOutAsItWasAndWhatCameLaterGoesUnderAnotherKey() {
        Tablet dead = new Tablet(server.transport(), time, ConflictPolicy.serverWins());
        dead.set("a", "1");
        dead.set("a", "2");
        server.before = push -> push == null ? null : LogServer.failure(Kind.SERVER, Delivery.ANSWERED);
        assertInstanceOf(SyncReport.Failed.class, dead.sync());
        dead.set("a", "3");
        dead.delete("a");
        dead.set("a", "4");
        time.advance(Duration.ofMinutes(1)); // until its lease is over; it is never closed
        server.before = push -> null;

        Tablet next = new Tablet(server.transport(), time, dead.storage.reopen(), ConflictPolicy.serverWins());
        SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, next.sync());

        assertEquals(5, report.pushed());
        assertEquals(3, server.pushes.size());
        assertEquals(server.pushes.get(0), server.pushes.get(1));
        assertEquals("\"2\"", payload(server.pushes.get(1)));
        assertEquals("\"4\"", payload(server.pushes.get(2)));
        assertTrue(!server.pushes.get(1).key().equals(server.pushes.get(2).key()));
        assertEquals("4", server.payload("a"));
    }

    @Test
    void afterALostAnswerAndACrashTheCoalescedOnesAreSettledTogetherByThePull() {
        Tablet dead = new Tablet(server.transport(), time, ConflictPolicy.serverWins());
        dead.set("a", "1");
        dead.set("a", "2");
        boolean[] down = {false};
        server.after = what -> {
            down[0] |= what.equals("push");
            return down[0] ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };
        server.before = push -> down[0] ? LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT) : null;
        assertInstanceOf(SyncReport.Offline.class, dead.sync());
        dead.set("a", "3");
        time.advance(Duration.ofMinutes(1));
        server.after = what -> null;
        server.before = push -> null;

        Tablet next = new Tablet(server.transport(), time, dead.storage.reopen(), ConflictPolicy.serverWins());
        assertEquals(3, assertInstanceOf(SyncReport.Synced.class, next.sync()).pushed());

        assertEquals(2, server.pushes.size());
        assertEquals("3", server.payload("a"));
        assertEquals(List.of(), next.applied);
    }

    @Test
    void theCountsAddUpWhateverTheServerSays() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(seed).play();
        }
    }

    private static String payload(Ask.Push push) {
        return push.mutations().get(0).payload();
    }

    /** One device that writes, and a server that takes, refuses, defers, disputes and fails at random. */
    private static final class Run {
        final String label;
        final Random random;
        final VirtualScheduler time;
        final KeyServer server = new KeyServer();
        final Tablet tablet;
        final Set<UUID> recorded = new HashSet<>();
        boolean calm;

        Run(long seed) {
            label = "seed " + seed + ": ";
            random = new Random(seed);
            time = new VirtualScheduler(seed);
            server.batchCount = 1 + random.nextInt(5);
            server.listsAll = random.nextBoolean();
            server.put("anchor", "there", 1);
            server.judge = this::judge;
            server.before =
                    push -> !calm && random.nextInt(6) == 0 ? LogServer.failure(kind(), Delivery.ANSWERED) : null;
            server.after = what ->
                    !calm && random.nextInt(6) == 0 ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
            tablet = new Tablet(
                    server.transport(),
                    time,
                    random.nextBoolean() ? ConflictPolicy.serverWins() : ConflictPolicy.rebase());
        }

        private Kind kind() {
            Kind[] kinds = {Kind.SERVER, Kind.THROTTLED, Kind.INVALID, Kind.TOO_LARGE, Kind.AUTH, Kind.REFUSED};
            return kinds[random.nextInt(kinds.length)];
        }

        private Outcome judge(Mutation mutation) {
            return switch (calm ? 9 : random.nextInt(12)) {
                case 0 -> new Outcome.Rejected(mutation.id(), "no");
                case 1 -> new Outcome.Deferred(mutation.id(), "later");
                case 2 -> new Outcome.Conflict(mutation.id(), "behind");
                default -> null;
            };
        }

        void play() {
            for (int step = 0; step < 40; step++) {
                String key = "k" + random.nextInt(3);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> recorded.add(tablet.set(key, "v" + step).id());
                    case 3 -> recorded.add(tablet.delete(key).id());
                    case 4 -> server.put(key, "foreign" + step, 1 + step);
                    default -> tablet.sync();
                }
                check();
            }
            calm = true;
            SyncReport report = tablet.sync();
            for (int i = 0; i < 20 && !(report instanceof SyncReport.Synced); i++) {
                report = tablet.sync();
            }
            assertInstanceOf(SyncReport.Synced.class, report, label + report);
            check();
        }

        private void check() {
            Set<UUID> seen = new HashSet<>();
            tablet.client.pending(1000).forEach(mutation -> assertTrue(seen.add(mutation.id()), label));
            park(seen, tablet.client.parked().superseded(1000));
            park(seen, tablet.client.parked().quarantined(1000));
            assertTrue(recorded.containsAll(seen), label);
            assertEquals(recorded.size(), seen.size() + acked(), label + "recorded = left + acknowledged");
            var status = tablet.client.status();
            assertEquals(
                    seen.size(),
                    status.pending()
                            + status.counts().superseded()
                            + status.counts().quarantined(),
                    label);
        }

        private void park(Set<UUID> seen, List<ParkedMutation> parked) {
            parked.forEach(each -> assertTrue(seen.add(each.mutation().id()), label + each.mutation()));
        }

        /** What the syncs have told. */
        private long acked() {
            long total = 0;
            long run = 0;
            for (SyncEvent event : tablet.events) {
                if (event instanceof SyncEvent.Started) {
                    run = 0;
                } else if (event instanceof SyncEvent.Progressed progressed) {
                    run = progressed.progress().pushed();
                } else if (event instanceof SyncEvent.Finished) {
                    total += run;
                    run = 0;
                }
            }
            return total + run;
        }
    }
}
