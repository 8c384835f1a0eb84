package dev.mooring.sync.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the next turn comes, without a lane around it. */
class TurnsTest {
    private static final Duration POLL = Duration.ofSeconds(30);
    private static final Duration DEBOUNCE = Duration.ofMillis(50);
    private static final SyncReport SYNCED = new SyncReport.Synced(0, 0, 0, 0, 0);
    private static final SyncReport FAILED = new SyncReport.Failed(Fault.SERVER, "no", 0, null);

    private final Clock clock = new Clock();
    private final Settings settings = settings();
    private final StatusBoard board = new StatusBoard(settings, POLL, Set.of());
    private boolean busy;
    private boolean live;
    private final Turns turns = new Turns(settings, board, () -> live, () -> busy, () -> {}, () -> {});

    /** Time that stands still, and tasks that never run: what they would do is up to the lane. */
    private static final class Clock implements Scheduler {
        Instant now = Instant.parse("2026-11-30T08:00:00Z");
        long nanos = 1_000_000_000L;

        void pass(Duration time) {
            now = now.plus(time);
            nanos += time.toNanos();
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Random random() {
            return new Random(1);
        }

        @Override
        public Registration schedule(Duration delay, Runnable task) {
            return () -> {};
        }

        @Override
        public Registration alarm(Duration delay, Runnable task) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    private Settings settings() {
        Settings.Draft draft = new Settings.Draft();
        draft.scheduler = clock;
        draft.debounce = DEBOUNCE;
        return draft.freeze(new Unused());
    }

    private record Unused() implements Transport {
        @Override
        public Capabilities capabilities() {
            return Capabilities.keys("keys", new ServerIdentity("server", "user"))
                    .resendSafe()
                    .build();
        }

        @Override
        public int measure(Mutation mutation) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public String echo(Mutation mutation) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            throw new AssertionError("nothing is asked");
        }

        @Override
        public void close() {}
    }

    /** In how long the next turn comes. */
    private Duration ahead() {
        Instant next = turns.next();
        return next == null ? Duration.ofSeconds(-1) : Duration.between(clock.now, next);
    }

    private Pace.Serving run(SyncReport report, boolean current) {
        turns.fired();
        Pace.Serving serving = turns.serve(false);
        turns.ended(report, false, current, false, null);
        return serving;
    }

    private void begun() {
        turns.begin();
        assertEquals(Duration.ZERO, ahead());
        run(SYNCED, true);
        assertEquals(POLL, ahead());
    }

    @Test
    void aWriteMovesTheTurnForwardAndNothingMovesItBack() {
        begun();
        turns.kick();
        assertEquals(DEBOUNCE, ahead());
        clock.pass(Duration.ofMillis(10));
        turns.kick();
        assertEquals(DEBOUNCE.minusMillis(10), ahead());
        turns.now();
        assertEquals(Duration.ZERO, ahead());
        turns.kick();
        assertEquals(Duration.ZERO, ahead());
    }

    @Test
    void whoAsksGetsATurnAlsoWhileItIsOffAndOthersDoNot() {
        turns.kick();
        turns.wakeUp();
        turns.woken(false);
        turns.looked(true, true);
        turns.moved(false);
        assertFalse(turns.isAhead());
        turns.now();
        assertEquals(Duration.ZERO, ahead());
        turns.end(true);
        assertTrue(turns.isAhead(), "somebody waits for it");
        turns.end(false);
        assertFalse(turns.isAhead());
        turns.close();
        turns.now();
        assertNull(turns.next());
    }

    @Test
    void aBackoffIsCutShortByTheAppAloneAndByANetwork() {
        begun();
        run(FAILED, false);
        Duration backoff = ahead();
        assertTrue(backoff.compareTo(Duration.ZERO) > 0 && backoff.compareTo(POLL) < 0, backoff::toString);
        turns.kick();
        turns.woken(false);
        turns.woken(true);
        turns.looked(true, true);
        turns.repoll();
        turns.moved(true);
        assertEquals(backoff, ahead());
        turns.moved(false);
        assertEquals(Duration.ZERO, ahead());
        run(FAILED, false);
        assertTrue(ahead().compareTo(Duration.ZERO) > 0);
        turns.wakeUp();
        assertEquals(Duration.ZERO, ahead());
    }

    @Test
    void whatIsAskedWhileARunGoesIsServedBehindIt() {
        begun();
        turns.fired();
        turns.serve(false);
        busy = true;
        turns.woken(false);
        turns.kick();
        turns.looked(true, true);
        assertFalse(turns.isAhead());
        busy = false;
        turns.ended(SYNCED, false, true, false, null);
        assertEquals(Duration.ZERO, ahead(), "the first wake-up behind a quiet time");
        assertEquals(1, run(SYNCED, true).hints());
        turns.fired();
        turns.serve(false);
        turns.ended(FAILED, false, false, true, null);
        assertEquals(Duration.ZERO, ahead(), "somebody waits for another one");
    }

    @Test
    void aRunPausesUnlessTheClientIsClosed() {
        begun();
        turns.fired();
        assertTrue(turns.pause(Duration.ofMillis(20)));
        assertEquals(Duration.ofMillis(20), ahead());
        turns.close();
        assertFalse(turns.pause(Duration.ofMillis(20)));
    }

    /** A run for what the channel brought moves the poll if it has seen all there is, and leaves it where it was if not. */
    @Test
    void onlyWhoHasSeenAllPutsThePollOff() {
        begun();
        clock.pass(Duration.ofSeconds(10));
        turns.woken(true);
        assertFalse(run(SYNCED, false).pulls());
        assertEquals(POLL.minusSeconds(10), ahead());
        turns.woken(true);
        assertFalse(run(SYNCED, true).pulls());
        assertEquals(POLL, ahead());
    }

    @Test
    void pollsAreRarerWhileAChannelLivesAndComeBackWhenItFalls() {
        live = true;
        turns.begin();
        run(SYNCED, true);
        Duration stretched = POLL.multipliedBy(settings.live().stretch());
        assertEquals(stretched, ahead());
        clock.pass(POLL.plusSeconds(5));
        live = false;
        turns.repoll();
        assertEquals(Duration.ZERO, ahead(), "it is overdue");
    }
}
