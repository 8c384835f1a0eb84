package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.eventlog.EventLogDialectBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.EventLogServerBuilder;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StrictFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * An event log whose server keeps the promises: devices take the lease from each other, the server writes while none of them has it, and a
 * restored log is another history. Leases are short, so that they end within a run. Every fourth seed has a fault of the server's.
 */
class LeasedWorld<DB> extends EventLogWorld<DB> {
    /** A page begins with what is known already, so one event alone would be none. */
    private static final int SMALLEST_PAGE = 2;

    private final Time time;
    /** What each history held when it ended. */
    private final Map<String, List<ServerFact>> ended = new HashMap<>();

    LeasedWorld(Databases<DB> databases, long seed) {
        this(databases, new Time(), seed);
    }

    private LeasedWorld(Databases<DB> databases, Time time, long seed) {
        super(databases, server(time, seed));
        this.time = time;
    }

    private static EventLogServerBuilder server(Time time, long seed) {
        EventLogServerBuilder server = EventLogServer.builder()
                .flavour(Flavour.STRICT)
                .clock(time)
                .lease(Duration.ofSeconds(2 + seed % 7))
                .page(SMALLEST_PAGE + (int) (seed % 9));
        StrictFault[] faults = StrictFault.values();
        return seed % 4 == 3 ? server.fault(faults[(int) (seed / 4 % faults.length)]) : server;
    }

    private static final class Time extends Clock {
        private Supplier<Instant> now = () -> Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    @Override
    public void clock(Supplier<Instant> now) {
        time.now = now;
    }

    @Override
    EventLogDialectBuilder dialect(int device) {
        return super.dialect(device).promises("d" + device);
    }

    /** The server's pages are small already. */
    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        return new InProcessTransport(
                dialect(device).maxBatchCount(maxBatchCount).build(),
                server::handle,
                (ask, body) -> List.of(body),
                garbage);
    }

    /** A server that keeps the promises has none, so nobody looks for them. */
    @Override
    boolean showsHoles() {
        return false;
    }

    /** What waits for the end of a lease would be stored on what is left. */
    @Override
    public void lose(Random random, long below) {
        if (server.waiting(user) == 0) {
            super.lose(random, below);
        }
    }

    @Override
    public void relapse(Random random, boolean empty) {
        List<ServerFact> before = facts();
        int left = empty || before.isEmpty() ? 0 : random.nextInt(before.size());
        ended.put(server.history(user), before);
        server.restoreBackup(user, left);
        facts = List.copyOf(before.subList(0, left));
    }

    @Override
    public List<ServerFact> facts(Cursor cursor) {
        return ended.getOrDefault(history(cursor), facts());
    }

    @Override
    public String history(Cursor cursor) {
        String[] parts = cursor.token().split(":", 4);
        return parts.length < 4 ? "" : parts[3];
    }

    @Override
    public String history() {
        return server.history(user);
    }
}
