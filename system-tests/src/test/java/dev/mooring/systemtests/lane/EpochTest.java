package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A process is stopped in the middle of a sync, for longer than its lease, and wakes. */
class EpochTest {
    /** Longer than any lease here. */
    private static final Duration STOPPED = Duration.ofSeconds(30);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final Phone phone = new Phone(server, time, storage, b -> b);
    private final Phone other = new Phone(server, time, storage.reopen(), b -> b);

    /** Once, at the first ask of a kind. */
    private Function<Ask, @Nullable RuntimeException> once(Class<? extends Ask> at, Runnable meanwhile) {
        boolean[] done = {false};
        return ask -> {
            if (at.isInstance(ask) && !done[0]) {
                done[0] = true;
                time.sleep(STOPPED);
                meanwhile.run();
            }
            return null;
        };
    }

    private void takeOver() {
        other.set("b", "2");
        assertInstanceOf(SyncReport.Synced.class, other.sync());
        other.client.close();
    }

    private long epoch() {
        return storage.<Long, RuntimeException>read(tx -> tx.lease().epoch());
    }

    private void assertNothingIsLost() {
        assertEquals(0, phone.client.status().pending());
        assertEquals(0, phone.client.status().counts().superseded());
        assertEquals("1", phone.row("a"));
        assertEquals("2", phone.row("b"));
    }

    @Test
    void aBatchThatAnotherProcessHasSentMeanwhileIsNotSentAgain() {
        phone.set("a", "1");
        server.before = once(Ask.Push.class, this::takeOver);
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of("a", "b"), server.keys());
        assertEquals(3, epoch(), "the phone's, the other one's, the phone's again");
        assertNothingIsLost();
    }

    @Test
    void anAnswerFromBeforeAnotherProcessHasSyncedIsNotApplied() {
        phone.set("a", "1");
        server.after = once(Ask.Push.class, this::takeOver);
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of("a", "b"), server.keys());
        assertNothingIsLost();
    }

    @Test
    void anAnswerToAPullFromBeforeIsPulledAgain() {
        phone.set("a", "1");
        phone.sync();
        server.foreign("c", "3");
        server.after = once(Ask.Pull.class, this::takeOver);
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals("3", phone.row("c"), "applied once");
        assertNothingIsLost();
    }

    @Test
    void whereTheOtherOneGoesOnTheSyncEndsElsewhere() {
        phone.set("a", "1");
        server.after = once(Ask.Push.class, () -> {
            other.set("b", "2");
            other.sync();
        });
        assertEquals(new SyncReport.Elsewhere(0), phone.sync());
        other.client.close();
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertNothingIsLost();
    }

    @Test
    void aSleeperThatNobodyFollowedStartsOverUnderTheSameEpoch() {
        phone.set("a", "1");
        server.before = once(Ask.Push.class, () -> {});
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        assertEquals(List.of("a"), server.keys());
        assertEquals(1, server.count(Ask.Push.class), "what was to be sent before the sleep was not");
        assertEquals(1, epoch());
    }

    @Test
    void anAnswerIsAppliedAfterASleepIfNobodySyncedMeanwhile() {
        phone.set("a", "1");
        server.after = once(Ask.Push.class, () -> {});
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        assertEquals(1, server.count(Ask.Push.class));
        assertEquals(1, epoch());
    }

    /** The server is restored while the process sleeps over its answer. What was said before proves nothing of what is there now. */
    @Test
    void whatACheckSaidBeforeASleepIsAskedAgain() {
        server.checks = true;
        Phone checking = new Phone(server, time, new InMemoryStorage(), b -> b);
        checking.set("a", "1");
        checking.sync();
        time.advance(STOPPED);
        server.asks.clear();
        checking.set("b", "2");
        server.after = once(Ask.Check.class, () -> {});
        assertInstanceOf(SyncReport.Synced.class, checking.sync());
        assertEquals(
                List.of(Ask.Check.class, Ask.Check.class, Ask.Pull.class, Ask.Push.class),
                server.asks.stream().map(Object::getClass).toList());
        assertEquals(List.of("a", "b"), server.keys());
    }

    @Test
    void aCallIsMadeOnceByWhoHasSlept() {
        server.before = once(Ask.Call.class, this::takeOver);
        CallReport report = phone.await(phone.client.calls().make(ApiCall.post("/a", "{}")));
        assertInstanceOf(CallReport.Answered.class, report);
        assertEquals(1, server.callsMade);
    }

    @Test
    void aTransportThatKeepsNoDeadlineIsCancelledWhenTheLeaseEnds() {
        server.line = Endless::new;
        Phone slow = new Phone(server, time, new InMemoryStorage(), b -> b);
        slow.set("a", "1");
        slow.client.syncNow();
        time.advance(Duration.ofMinutes(1));
        assertEquals(1, slow.client.status().pending());
        assertEquals(List.of(), server.keys());
        Duration cancelled = Objects.requireNonNull(cancelledAt);
        assertTrue(cancelled.compareTo(Duration.ofSeconds(16)) < 0, () -> "cancelled at " + cancelled);
    }

    private @Nullable Duration cancelledAt;

    /** A push takes for ever. */
    private final class Endless extends ForwardingTransport {
        Endless(Transport inner) {
            super(inner);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            if (!(ask instanceof Ask.Push)) {
                return super.exchange(ask, sink, cancellation);
            }
            boolean cancelled = time.sleep(Duration.ofHours(1), cancellation::isCancelled);
            assertTrue(cancelled);
            cancelledAt = cancelledAt == null ? time.uptime() : cancelledAt;
            throw LogServer.failure(Kind.CANCELLED, Delivery.MAYBE_SENT);
        }
    }
}
