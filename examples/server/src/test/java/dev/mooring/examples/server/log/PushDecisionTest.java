package dev.mooring.examples.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decision, without a database. */
class PushDecisionTest {
    private static final Duration LENGTH = Duration.ofSeconds(120);
    private static final long NOW = 1_000_000;

    private static Event event(long sequence, String mutation) {
        return Event.of(sequence, new Event.Fields("t", "user_action", 1, mutation, mutation, null));
    }

    private static Head head(long latest, Lease lease) {
        return new Head("h", latest, latest, 0, lease, Head.Inbox.EMPTY);
    }

    private static Outcome decide(Head head, Ask ask, Map<String, Long> places) {
        return new Decision(head, ask, NOW, LENGTH).outcome(places);
    }

    private static Reason refused(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome).reason();
    }

    @Test
    void theQuestionsHaveAnOrder() {
        Lease held = new Lease(7, "a", NOW + 1);
        List<Event> events = List.of(event(3, "m3"), event(4, "m4"));
        Writer old = new Writer("b", 6);
        Map<String, Long> there = Map.of("m3", 3L, "m4", 4L);
        Head head = head(4, held);
        assertEquals(Reason.HISTORY, refused(decide(head, new Ask(2, events, "other", old), there)));
        assertInstanceOf(Outcome.Replayed.class, decide(head, new Ask(2, events, "h", old), there));
        assertEquals(Reason.FENCED, refused(decide(head, new Ask(2, events, "h", old), Map.of("m3", 3L))));
        assertEquals(Reason.GAP, refused(decide(head, new Ask(2, events, "h", new Writer("b", 7)), Map.of("m3", 3L))));
        List<Event> next = List.of(event(5, "m3"));
        assertEquals(Reason.ELSEWHERE, refused(decide(head, new Ask(4, next, "h", new Writer("b", 7)), there)));
    }

    @Test
    void aRepetitionLeavesTheLeaseToWhoeverHasIt() {
        Lease held = new Lease(7, "a", NOW + 1);
        Ask ask = new Ask(0, List.of(event(1, "m1")), null, new Writer("b", 0));
        assertEquals(new Outcome.Replayed(held), decide(head(1, held), ask, Map.of("m1", 1L)));
    }

    /** Any exchanges of three writers, two without leases: at most one is not fenced, and tokens only grow. */
    @Test
    void tokensGrowWithEachChangeOfTheWriter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Head head = head(0, Lease.NONE);
        Map<String, Long> told = new HashMap<>(Map.of("a", 0L, "b", 0L, "c", 0L));
        List<String> wrote = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String name = "abc".substring(random.nextInt(3)).substring(0, 1);
            Lease before = head.lease();
            if (random.nextInt(4) == 0) {
                told.put(name, before.token()); // A pull.
                continue;
            }
            if (random.nextInt(10) == 0) {
                head = head.grown(1, before.isHeld(NOW) ? before : before.afterServer());
                continue;
            }
            if (random.nextInt(10) == 0) {
                head = head.with(before.released(new Writer(name, told.get(name))));
                continue;
            }
            Ask ask = new Ask(
                    head.latest(), List.of(event(head.latest() + 1, "m" + i)), null, new Writer(name, told.get(name)));
            Outcome outcome = decide(head, ask, Map.of());
            if (outcome instanceof Outcome.Stored stored) {
                assertEquals(before.token(), told.get(name), "seed " + seed);
                boolean same = before.holder().equals(name);
                assertEquals(before.token() + (same ? 0 : 1), stored.lease().token(), "seed " + seed);
                assertTrue(stored.lease().isHeldBy(new Writer(name, 0), NOW), "seed " + seed);
                told.put(name, stored.lease().token());
                head = head.grown(1, stored.lease());
                wrote.add(name);
            } else {
                assertEquals(Reason.FENCED, refused(outcome), "seed " + seed);
                assertFalse(told.get(name) == before.token(), "seed " + seed);
            }
        }
        assertTrue(wrote.containsAll(List.of("a", "b", "c")), "seed " + seed);
    }
}
