package dev.mooring.sync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTransportTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<String> served = new ArrayList<>();
    private final List<String> slices = new ArrayList<>();
    private final Switch cancellation = new Switch();

    private FaultTransport with(Fault... faults) {
        return new FaultTransport("a", new ThreeSlices(), time, FaultPlan.script(faults), new Trace(10));
    }

    private Answer pull(FaultTransport transport) {
        return transport.exchange(new Ask.Pull(Cursor.START), (slice, after) -> slices.add("" + after), cancellation);
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED, OFFLINE, NOT_SENT, 0",
        "REQUEST_LOST, OFFLINE, MAYBE_SENT, 0",
        "RESPONSE_LOST, OFFLINE, MAYBE_SENT, 1",
        "FAILED_BEFORE, SERVER, ANSWERED, 0",
        "FAILED_AFTER, SERVER, ANSWERED, 1",
        "THROTTLED_BEFORE, THROTTLED, ANSWERED, 0",
        "THROTTLED_AFTER, THROTTLED, ANSWERED, 1",
        "AUTH, AUTH, ANSWERED, 0"
    })
    void aFaultTellsWhatTheClientCanKnow(Fault.Kind fault, Kind kind, Delivery delivery, int processed) {
        TransportException e = assertThrows(TransportException.class, () -> pull(with(Fault.of(fault))));
        assertEquals(kind, e.kind());
        assertEquals(delivery, e.delivery());
        assertEquals(processed, served.size());
        assertEquals(List.of(), slices);
    }

    @Test
    void garbageMayComeBeforeOrAfterTheServer() {
        FaultTransport transport = with(Fault.of(Fault.Kind.GARBAGE_BEFORE), Fault.of(Fault.Kind.GARBAGE_AFTER));
        assertThrows(ProtocolException.class, () -> pull(transport));
        assertEquals(0, served.size());
        assertThrows(ProtocolException.class, () -> pull(transport));
        assertEquals(1, served.size());
    }

    @Test
    void aCutLetsSomeSlicesThrough() {
        assertThrows(TransportException.class, () -> pull(with(Fault.cutAfter(2))));
        assertEquals(2, slices.size());
    }

    @Test
    void aLateRequestArrivesAfterTheClientGaveUp() {
        Fault late = Fault.of(Fault.Kind.LATE).taking(Duration.ofMillis(10), Duration.ofMillis(500));
        assertThrows(TransportException.class, () -> pull(with(late)));
        assertEquals(List.of(), served);
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("510"), served);
    }

    @Test
    void aDuplicateIsServedTwiceAndAnsweredOnce() {
        pull(with(Fault.of(Fault.Kind.DUPLICATED)));
        assertEquals(2, served.size());
        assertEquals(3, slices.size());
    }

    @Test
    void cancellingEndsADelay() {
        time.schedule(Duration.ofMillis(30), () -> cancellation.cancelled = true);
        Fault slow = Fault.NONE.taking(Duration.ofSeconds(60), Duration.ZERO);
        TransportException e = assertThrows(TransportException.class, () -> pull(with(slow)));
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(30, time.uptime().toMillis());
    }

    @Test
    void withoutANetworkNothingIsSent() {
        FaultTransport transport = with();
        transport.online(false);
        assertEquals(
                Delivery.NOT_SENT,
                assertThrows(TransportException.class, () -> pull(transport)).delivery());
        transport.online(true);
        assertTrue(pull(transport) instanceof Answer.Settled);
    }

    private static final class Switch implements Cancellation {
        private boolean cancelled;

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable action) {}
    }

    private final class ThreeSlices implements Transport {
        @Override
        public Capabilities capabilities() {
            return Capabilities.sequence("test", new ServerIdentity("s", "u"))
                    .batchesOf(10, 1000)
                    .build();
        }

        @Override
        public int measure(Mutation mutation) {
            return 1;
        }

        @Override
        public String echo(Mutation mutation) {
            return mutation.id().toString();
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation unused) {
            served.add("" + time.uptime().toMillis());
            for (int i = 1; i <= 3; i++) {
                Change change = new Change(i, "c", "k", "put", "1", false, 1, "", "");
                sink.accept(List.of(new ChangeSink.Incoming(change, "")), new Cursor("" + i));
            }
            return new Answer.Settled(List.of(), new Page(new Cursor("3"), false), null);
        }

        @Override
        public void close() {}
    }
}
