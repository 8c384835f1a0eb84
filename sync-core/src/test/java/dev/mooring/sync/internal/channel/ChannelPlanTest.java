package dev.mooring.sync.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.internal.channel.ChannelEvent.Alive;
import dev.mooring.sync.internal.channel.ChannelEvent.Closed;
import dev.mooring.sync.internal.channel.ChannelEvent.Opened;
import dev.mooring.sync.internal.channel.ChannelEvent.Wanted;
import dev.mooring.sync.internal.channel.ChannelPlan.Next;
import dev.mooring.sync.internal.channel.ChannelState.Phase;
import dev.mooring.sync.internal.channel.ChannelStep.Beat;
import dev.mooring.sync.internal.channel.ChannelStep.Close;
import dev.mooring.sync.internal.channel.ChannelStep.Open;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each state with each event. Times are in seconds; the beat is 30, and jitter is full where not said otherwise. */
class ChannelPlanTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private final ChannelPlan plan =
            new ChannelPlan(Duration.ofSeconds(30), Duration.ofSeconds(30), RetryPolicy.DEFAULT);

    private final ChannelState off = ChannelState.FIRST;
    private final ChannelState opening = new ChannelState(Phase.OPENING, true, 7, 3, 0, 0, at(130), false, null);
    private final ChannelState live = new ChannelState(Phase.LIVE, true, 7, 3, at(100), at(100), at(130), false, null);
    private final ChannelState waiting =
            new ChannelState(Phase.WAITING, true, 7, 3, 0, 0, at(130), false, end(Kind.LOST));
    private final ChannelState refused =
            new ChannelState(Phase.REFUSED, true, 7, 3, 0, 0, NEVER, false, end(Kind.AUTH_REQUIRED));

    private static long at(long seconds) {
        return seconds * SECOND;
    }

    private static End end(Kind kind) {
        return new End(kind, "the server said so", null);
    }

    private Next next(ChannelState state, ChannelEvent event, long seconds) {
        return plan.next(state, event, at(seconds), 1);
    }

    private static void same(ChannelState state, Next next) {
        assertSame(state, next.state());
        assertEquals(List.of(), next.steps());
    }

    @Test
    void itIsOpenedWhenItIsWantedAndHasHalfAMinuteForThat() {
        Next next = next(off, new Wanted(true), 100);
        assertEquals(new ChannelState(Phase.OPENING, true, 1, 0, 0, 0, at(130), false, null), next.state());
        assertEquals(List.of(ChannelStep.Plain.TELL, new Open(1)), next.steps());
    }

    @Test
    void whatIsWantedAlreadyChangesNothing() {
        for (ChannelState state : List.of(opening, live, waiting, refused)) {
            same(state, next(state, new Wanted(true), 100));
        }
        same(off, next(off, new Wanted(false), 100));
    }

    @Test
    void whatIsNoLongerWantedIsClosedAndNothingIsTried() {
        Next fromLive = next(live, new Wanted(false), 110);
        assertEquals(List.of(new Close(7), ChannelStep.Plain.TELL, ChannelStep.Plain.REPOLL), fromLive.steps());
        assertEquals(
                List.of(new Close(7), ChannelStep.Plain.TELL),
                next(opening, new Wanted(false), 110).steps());
        assertEquals(
                List.of(ChannelStep.Plain.TELL),
                next(waiting, new Wanted(false), 110).steps());
        assertEquals(
                List.of(ChannelStep.Plain.TELL),
                next(refused, new Wanted(false), 110).steps());
        for (ChannelState state : List.of(opening, live, waiting, refused)) {
            ChannelState after = next(state, new Wanted(false), 110).state();
            assertEquals(Phase.OFF, after.phase());
            assertEquals(NEVER, after.due());
            Next again = next(after, new Wanted(true), 120);
            assertEquals(8, again.state().number());
            assertEquals(0, again.state().failures());
        }
    }

    @Test
    void anOpenChannelIsPulledBehindAndBeatsFromThenOn() {
        Next next = next(opening, new Opened(7, false), 110);
        assertEquals(new ChannelState(Phase.LIVE, true, 7, 3, at(110), at(110), at(140), false, null), next.state());
        assertEquals(List.of(ChannelStep.Plain.TELL, ChannelStep.Plain.REPOLL, ChannelStep.Plain.PULL), next.steps());
        assertTrue(next(opening, new Opened(7, true), 110).state().watchesItself());
    }

    @Test
    void whatAnotherConnectionTellsIsIgnored() {
        for (ChannelState state : List.of(off, opening, live, waiting, refused)) {
            same(state, next(state, new Opened(6, false), 110));
            same(state, next(state, new Alive(6), 110));
            same(state, next(state, new Closed(6, end(Kind.LOST)), 110));
        }
    }

    @Test
    void whatAConnectionTellsBehindItsEndIsIgnored() {
        for (ChannelState state : List.of(off, waiting, refused)) {
            long number = state.number();
            same(state, next(state, new Opened(number, false), 110));
            same(state, next(state, new Alive(number), 110));
            same(state, next(state, new Closed(number, end(Kind.LOST)), 110));
        }
        same(live, next(live, new Opened(7, true), 110));
        same(opening, next(opening, new Alive(7), 110));
    }

    @Test
    void aSignOfLifeCountsFromWhenItCame() {
        Next next = next(live, new Alive(7), 115);
        assertEquals(at(115), next.state().aliveAt());
        assertEquals(at(130), next.state().due());
        assertEquals(List.of(), next.steps());
    }

    @Test
    void aTimerThatRingsTooEarlyChangesNothing() {
        for (ChannelState state : List.of(off, opening, live, waiting, refused)) {
            same(state, next(state, ChannelEvent.Plain.RANG, 129));
        }
    }

    @Test
    void aConnectionThatDoesNotOpenInTimeIsClosedAndTriedAgain() {
        Next next = next(opening, ChannelEvent.Plain.RANG, 130);
        assertEquals(List.of(new Close(7), ChannelStep.Plain.TELL), next.steps());
        assertEquals(Phase.WAITING, next.state().phase());
        assertEquals(4, next.state().failures());
        assertEquals(Kind.SILENT, next.state().end().kind());
        assertEquals(at(134) + 1_000_000, next.state().due());
    }

    @Test
    void silenceIsNoticedExactlyTwoBeatsAfterTheLastSign() {
        for (long sign = 100; sign < 130; sign++) {
            ChannelState state = next(live, new Alive(7), sign).state();
            List<Long> beats = new ArrayList<>();
            while (state.phase() == Phase.LIVE) {
                long now = state.due();
                Next next = plan.next(state, ChannelEvent.Plain.RANG, now, 1);
                if (next.steps().equals(List.of(new Beat(7)))) {
                    beats.add(now / SECOND);
                } else {
                    assertEquals(List.of(new Close(7), ChannelStep.Plain.TELL, ChannelStep.Plain.REPOLL), next.steps());
                    assertEquals(at(sign + 60), now);
                }
                state = next.state();
            }
            assertEquals(sign == 100 ? List.of(130L) : List.of(130L, 160L), beats);
        }
    }

    @Test
    void aConnectionThatHasLivedForABeatEndsTheRowOfFailures() {
        assertEquals(0, next(live, ChannelEvent.Plain.RANG, 130).state().failures());
        ChannelState itself = new ChannelState(Phase.LIVE, true, 7, 3, at(100), at(100), at(130), true, null);
        Next next = next(itself, ChannelEvent.Plain.RANG, 130);
        assertEquals(new ChannelState(Phase.LIVE, true, 7, 0, at(100), at(100), at(160), true, null), next.state());
        assertEquals(List.of(), next.steps());
        assertEquals(1, next(live, new Closed(7, end(Kind.LOST)), 130).state().failures());
        assertEquals(4, next(live, new Closed(7, end(Kind.LOST)), 129).state().failures());
        assertEquals(4, next(live, new Closed(7, end(Kind.AWAY)), 129).state().failures());
    }

    @Test
    void aServerThatLetsInAndDropsAtOnceIsNotAskedInASpin() {
        ChannelState state = next(off, new Wanted(true), 0).state();
        long now = 0;
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            state = plan.next(state, new Opened(state.number(), false), now, 1).state();
            state = plan.next(state, new Closed(state.number(), end(Kind.AWAY)), now, 1)
                    .state();
            waits.add((state.due() - now) / SECOND);
            now = state.due();
            state = plan.next(state, ChannelEvent.Plain.RANG, now, 1).state();
            assertEquals(Phase.OPENING, state.phase());
        }
        assertEquals(List.of(0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 120L, 120L, 120L, 120L), waits);
    }

    @Test
    void onAnotherNetworkAnOpenOneHasToAnswerSoon() {
        Next next = next(live, ChannelEvent.Plain.MOVED, 110);
        assertEquals(List.of(new Beat(7)), next.steps());
        assertEquals(at(120), next.state().due());
        assertEquals(
                List.of(new Close(7), ChannelStep.Plain.TELL, ChannelStep.Plain.REPOLL),
                next(next.state(), ChannelEvent.Plain.RANG, 120).steps());
        ChannelState answered = next(next.state(), new Alive(7), 115).state();
        assertEquals(
                List.of(new Beat(7)),
                next(answered, ChannelEvent.Plain.RANG, 120).steps());
        ChannelState itself = new ChannelState(Phase.LIVE, true, 7, 0, at(100), at(100), at(130), true, null);
        assertSame(itself, next(itself, ChannelEvent.Plain.MOVED, 110).state());
        assertEquals(
                List.of(new Beat(7)),
                next(itself, ChannelEvent.Plain.MOVED, 110).steps());
    }

    @Test
    void onAnotherNetworkWhatWaitsOrWasRefusedIsTriedAtOnce() {
        for (ChannelState state : List.of(waiting, refused)) {
            Next next = next(state, ChannelEvent.Plain.MOVED, 110);
            assertEquals(List.of(ChannelStep.Plain.TELL, new Open(8)), next.steps());
            assertEquals(0, next.state().failures());
            assertEquals(at(140), next.state().due());
        }
        same(off, next(off, ChannelEvent.Plain.MOVED, 110));
        same(opening, next(opening, ChannelEvent.Plain.MOVED, 110));
    }

    @Test
    void whatWasRefusedIsTriedAgainWhenSomebodyAsksAndNeverByItself() {
        assertEquals(NEVER, refused.due());
        assertEquals(
                List.of(ChannelStep.Plain.TELL, new Open(8)),
                next(refused, ChannelEvent.Plain.ASKED, 110).steps());
        for (ChannelState state : List.of(off, opening, live, waiting)) {
            same(state, next(state, ChannelEvent.Plain.ASKED, 110));
        }
    }

    @Test
    void whatWaitsIsTriedWhenTheTimerRings() {
        Next next = next(waiting, ChannelEvent.Plain.RANG, 130);
        assertEquals(List.of(ChannelStep.Plain.TELL, new Open(8)), next.steps());
        assertEquals(3, next.state().failures());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachEndHasItsWait(Kind kind) {
        for (ChannelState state : List.of(opening, live)) {
            Next next = next(state, new Closed(7, end(kind)), 110);
            List<ChannelStep> steps = new ArrayList<>(List.of(ChannelStep.Plain.TELL));
            ChannelState after = next.state();
            assertEquals(kind, after.end().kind());
            if (kind == Kind.AUTH_REQUIRED || kind == Kind.OTHER_ACCOUNT) {
                steps.add(ChannelStep.Plain.PULL);
                assertEquals(Phase.REFUSED, after.phase());
                assertEquals(NEVER, after.due());
            } else {
                assertEquals(Phase.WAITING, after.phase());
                long wait = switch (kind) {
                    case ABSENT -> 10 * 120;
                    case GARBAGE -> 16;
                    default -> 4;
                };
                assertEquals(wait, (after.due() - at(110)) / SECOND);
            }
            if (state == live) {
                steps.add(ChannelStep.Plain.REPOLL);
            }
            assertEquals(steps, next.steps());
        }
    }

    @Test
    void theServersPauseIsKept() {
        End busy = new End(Kind.BUSY, "503", Duration.ofSeconds(90));
        ChannelState after = plan.next(opening, new Closed(7, busy), at(110), 0).state();
        assertEquals(at(200) + 1_000_000, after.due());
    }

    /** Whatever happens in whatever order: numbers only grow, a timer is set unless nothing is to be done, and one connection is open. */
    @Test
    void randomEventsKeepItsRules() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ChannelState state = ChannelState.FIRST;
            Set<Long> open = new HashSet<>();
            long now = 0;
            for (int i = 0; i < 300; i++) {
                now += random.nextInt(40) * SECOND / 2;
                ChannelEvent event = event(random, state.number());
                if (event instanceof Closed closed) {
                    open.remove(closed.number());
                }
                Next next = plan.next(state, event, now, random.nextDouble());
                for (ChannelStep step : next.steps()) {
                    if (step instanceof Open opens) {
                        open.add(opens.number());
                    } else if (step instanceof Close closes) {
                        open.remove(closes.number());
                    }
                }
                ChannelState after = next.state();
                assertTrue(after.number() >= state.number());
                assertTrue(open.size() <= 1, "seed " + seed + ": " + open);
                boolean rings = after.due() != NEVER;
                assertEquals(
                        EnumSet.of(Phase.OPENING, Phase.LIVE, Phase.WAITING).contains(after.phase()), rings);
                assertEquals(after.wanted(), after.phase() != Phase.OFF);
                state = after;
            }
        }
    }

    private static ChannelEvent event(Random random, long number) {
        long told = random.nextInt(8) == 0 ? number - 1 : number;
        Kind[] kinds = Kind.values();
        return switch (random.nextInt(9)) {
            case 0 -> new Wanted(random.nextInt(4) > 0);
            case 1 -> ChannelEvent.Plain.MOVED;
            case 2 -> ChannelEvent.Plain.ASKED;
            case 3 -> new Opened(told, random.nextBoolean());
            case 4 -> new Alive(told);
            case 5 -> new Closed(told, end(kinds[random.nextInt(kinds.length)]));
            default -> ChannelEvent.Plain.RANG;
        };
    }
}
