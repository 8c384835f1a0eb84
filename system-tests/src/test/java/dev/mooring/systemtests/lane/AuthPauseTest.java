package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A credential that is refused is for the user to mend: until then the server is left alone, nearly. */
class AuthPauseTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Phone phone =
            new Phone(server, time, new InMemoryStorage(), builder -> builder.pollEvery(Duration.ofSeconds(10)));
    private final List<Duration> attempts = new ArrayList<>();

    @BeforeEach
    void refuse() {
        phone.client.start();
        time.advance(MOMENT);
        server.before = ask -> {
            attempts.add(time.uptime());
            return failure(Kind.AUTH, Delivery.ANSWERED);
        };
        time.advance(Duration.ofSeconds(11));
    }

    @Test
    void itIsTriedOnceEveryMinuteOrTwoAndNoMore() {
        time.advance(Duration.ofHours(2));
        assertTrue(attempts.size() <= 121, attempts.size() + " attempts");
        assertTrue(attempts.size() >= 60, attempts.size() + " attempts");
        for (int i = 1; i < attempts.size(); i++) {
            Duration pause = attempts.get(i).minus(attempts.get(i - 1));
            assertTrue(pause.compareTo(Duration.ofMinutes(1)) >= 0, "after " + pause);
            assertTrue(pause.compareTo(Duration.ofMinutes(2)) <= 0, "after " + pause);
        }
    }

    @Test
    void theLightSaysSoAllTheTime() {
        for (int i = 0; i < 120; i++) {
            assertEquals(State.DISCONNECTED, phone.status().state());
            assertEquals(Cause.AUTH_REQUIRED, phone.cause());
            time.advance(Duration.ofMinutes(1).plusMillis(7));
        }
        assertTrue(phone.status().explain().contains("sign in"), phone.status().explain());
    }

    @Test
    void writesAreKeptAndTriggerNoAttempt() {
        int before = attempts.size();
        for (int i = 0; i < 50; i++) {
            phone.set("k" + i, "1");
            time.advance(MOMENT);
        }
        assertEquals(before, attempts.size());
        assertEquals(50, phone.status().pending());

        time.advance(Duration.ofMinutes(30));
        assertTrue(attempts.size() - before <= 31, attempts.size() + " attempts");
        assertEquals(State.DISCONNECTED, phone.status().state(), "signed out is not stuck");
        assertTrue(!phone.status().warnings().contains(Warning.ACKS_STALE), "none can be hoped for");
    }

    @Test
    void whoeverAsksGetsAnAttemptAtOnce() {
        int before = attempts.size();
        SyncReport.Failed report = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.AUTH_REQUIRED, report.fault());
        assertEquals(before + 1, attempts.size());
        Duration wait = Duration.between(time.now(), report.nextAttempt());
        assertTrue(wait.compareTo(Duration.ofMinutes(1)) >= 0, "and then waits again: " + wait);
    }

    @Test
    void afterSigningInAllIsAsEver() {
        phone.set("a", "1");
        time.advance(Duration.ofHours(1));
        server.before = ask -> null;
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());

        assertEquals(State.SYNCED, phone.status().state());
        assertNull(phone.status().reason());
        assertNull(phone.status().trouble());
        phone.set("b", "2");
        time.advance(Duration.ofMillis(60));
        assertEquals(List.of("a", "b"), server.keys(), "a write goes out at once again");
        server.asks.clear();
        time.advance(Duration.ofMinutes(1));
        assertEquals(6, server.asks.size(), "and it polls");

        // What was refused for an hour does not count against what fails now.
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        phone.set("c", "3");
        time.advance(Duration.ofMillis(100));
        assertEquals(State.CONNECTING, phone.status().state());
    }
}
