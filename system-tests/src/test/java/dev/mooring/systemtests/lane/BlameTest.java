package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is blamed for a push that fails, where the server keeps keys, and who never is. */
final class BlameTest {
    private static final int MANY = 30;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final Tablet tablet = new Tablet(server.transport(), time, ConflictPolicy.serverWins());

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            tablet.set("k" + i, i == 3 ? "bad" : "good");
        }
    }

    private static boolean holdsBad(Ask.@Nullable Push push) {
        return push != null
                && push.mutations().stream().anyMatch(m -> m.payload().equals("\"bad\""));
    }

    private SyncReport syncOften(int times) {
        SyncReport report = tablet.sync();
        for (int i = 1; i < times; i++) {
            report = tablet.sync();
        }
        return report;
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTH", "THROTTLED", "OFFLINE", "UNTRUSTED"})
    void whatIsNotAboutTheBatchNeverQuarantinesAnything(Kind kind) {
        Delivery delivery = kind == Kind.OFFLINE || kind == Kind.UNTRUSTED ? Delivery.MAYBE_SENT : Delivery.ANSWERED;
        server.before = push -> holdsBad(push) ? LogServer.failure(kind, delivery) : null;
        write(5);

        SyncReport report = syncOften(MANY);

        assertTrue(!(report instanceof SyncReport.Synced), report::toString);
        assertEquals(0, tablet.client.status().counts().quarantined());
        assertEquals(5, tablet.client.status().pending());
        assertEquals(1, server.pushes.stream().map(Ask.Push::key).distinct().count(), "the batch was taken apart");
        server.before = push -> null;
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(5, server.rows.size());
    }

    @Test
    void aServerFailureThatNamesNobodyIsTracedOnlyWhereTheSameBatchKeepsFailingAndAnEmptyExchangeWorks() {
        server.before = push -> holdsBad(push) ? LogServer.failure(Kind.SERVER, Delivery.ANSWERED) : null;
        write(8);

        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertEquals(1, server.pushes.stream().map(Ask.Push::key).distinct().count(), "no patience");
        SyncReport report = syncOften(MANY);

        assertInstanceOf(SyncReport.Synced.class, report);
        assertEquals(1, tablet.client.status().counts().quarantined());
        assertEquals(
                "\"bad\"",
                tablet.client.parked().quarantined(1).get(0).mutation().payload());
        assertEquals(7, server.rows.size());
    }

    @Test
    void aServerWhosePullFailsTooBlamesNobody() {
        server.before = push -> LogServer.failure(Kind.SERVER, Delivery.ANSWERED);
        write(5);
        syncOften(MANY);
        assertEquals(0, server.pushes.size());

        // Reached first, and sick from the push on.
        boolean[] sick = {false};
        server.before = push -> {
            sick[0] |= push != null;
            return sick[0] ? LogServer.failure(Kind.SERVER, Delivery.ANSWERED) : null;
        };
        for (int i = 0; i < MANY; i++) {
            assertInstanceOf(SyncReport.Failed.class, tablet.sync());
            sick[0] = false;
        }
        assertEquals(0, tablet.client.status().counts().quarantined());
        assertEquals(1, server.pushes.stream().map(Ask.Push::key).distinct().count(), "the batch was taken apart");
    }

    @Test
    void aServerThatTakesNothingAtAllBlamesNobody() {
        server.before = push -> push == null ? null : LogServer.failure(Kind.SERVER, Delivery.ANSWERED);
        write(5);
        syncOften(MANY);
        assertEquals(0, tablet.client.status().counts().quarantined());
        assertEquals(5, tablet.client.status().pending());

        server.before = push -> null;
        time.advance(Duration.ofMinutes(1));
        syncOften(2);
        assertEquals(5, server.rows.size());
    }

    @Test
    void aRequestThatIsRefusedAsAWholeBlamesNobody() {
        server.before = push -> push == null ? null : LogServer.failure(Kind.REFUSED, Delivery.ANSWERED);
        write(5);
        syncOften(MANY);
        assertEquals(0, tablet.client.status().counts().quarantined());
        assertEquals(5, tablet.client.status().pending());
    }

    @Test
    void garbageIsBlamedOnNobodyWhileItIsAllThatComes() {
        server.before = push -> push == null ? null : new ProtocolException("a login page", null);
        write(5);
        syncOften(MANY);
        assertEquals(0, tablet.client.status().counts().quarantined());
    }
}
