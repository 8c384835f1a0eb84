package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final ApiCall CALL = ApiCall.post("http://api/x", "{}");

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Phone phone = new Phone(server, time);

    @Test
    void itRidesWithTheLastBatch() {
        for (int i = 0; i < 5; i++) {
            phone.set("k" + i, "1");
        }
        CallReport.Answered answered = call(CallReport.Answered.class);
        assertEquals(200, answered.response().status());
        assertEquals(new SyncReport.Synced(5, 0, 0, 0, 0), answered.sync());
        assertEquals(1, server.count(Ask.Push.class));
        assertEquals(1, server.count(Ask.Call.class));
        assertEquals(1, server.callsMade);
    }

    @Test
    void withNothingPendingItGoesAlone() {
        call(CallReport.Answered.class);
        assertEquals(1, server.callsMade);
    }

    @Test
    void offlineItFailsAndTheMutationsStayQueued() {
        phone.set("a", "1");
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        CallReport.Offline offline = call(CallReport.Offline.class);
        assertTrue(offline.queued());
        assertEquals(1, offline.sync().pending());

        server.before = ask -> null;
        phone.sync();
        assertEquals(List.of("a"), server.keys());
        assertEquals(0, server.callsMade);
    }

    @Test
    void afterAnUncertainEndItIsNotRepeatedAndTheMutationsAreFoundOut() {
        phone.set("a", "1");
        server.after = ask -> ask instanceof Ask.Call ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        CallReport.Uncertain uncertain = call(CallReport.Uncertain.class);
        assertTrue(uncertain.mutationsConfirmed());
        assertEquals(1, server.callsMade);
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aRequestThatWasLostIsUncertainTooAndOnlyTheMutationsGoAgain() {
        phone.set("a", "1");
        server.before = ask -> ask instanceof Ask.Call ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        CallReport.Uncertain uncertain = call(CallReport.Uncertain.class);
        assertTrue(uncertain.mutationsConfirmed());
        assertEquals(0, server.callsMade);
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aConflictIsSettledFirstAndThenTheCallIsMadeOnce() {
        phone.sync();
        phone.set("a", "1");
        phone.set("b", "1");
        server.foreign("x", "9");
        CallReport.Answered answered = call(CallReport.Answered.class);
        assertEquals(new SyncReport.Synced(1, 1, 1, 0, 0), answered.sync());
        assertEquals(1, server.callsMade);
    }

    @Test
    void aRefusedExchangeMeansThatItWasNotMade() {
        phone.set("a", "1");
        server.before = ask -> failure(Kind.AUTH, Delivery.ANSWERED);
        CallReport.NotMade notMade = call(CallReport.NotMade.class);
        assertInstanceOf(SyncReport.Failed.class, notMade.sync());
        assertFalse(phone.client.pending(1).isEmpty());
    }

    @Test
    void whenTheExchangeBreaksInAnUnheardOfWayItMayHaveBeenMade() {
        server.after = ask -> ask instanceof Ask.Call ? new IllegalStateException("a bug") : null;
        call(CallReport.Uncertain.class);
        assertEquals(1, server.callsMade);
    }

    @Test
    void itsAnswerIsHandedOverAlsoIfAnotherProcessHasTakenTheOutboxOver() {
        phone.set("a", "1");
        Phone other = new Phone(server, time, phone.storage.reopen(), b -> b);
        server.after = ask -> {
            if (ask instanceof Ask.Call) {
                time.sleep(Duration.ofSeconds(20));
                assertInstanceOf(SyncReport.Synced.class, other.sync());
            }
            return null;
        };
        CallReport.Answered answered = call(CallReport.Answered.class);
        assertInstanceOf(SyncReport.Elsewhere.class, answered.sync());
        assertEquals(List.of("a"), server.keys());
    }

    private <T extends CallReport> T call(Class<T> type) {
        return phone.await(phone.client.calls().make(CALL), type);
    }
}
