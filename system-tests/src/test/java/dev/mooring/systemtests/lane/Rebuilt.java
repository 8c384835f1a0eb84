package dev.mooring.systemtests.lane;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server of one of the three orders, behind a wire that can break, to be rebuilt from. */
final class Rebuilt {
    private final VirtualScheduler time;
    private final Order order;
    private final LogServer log = new LogServer();
    private final ArrivalServer arrivals = new ArrivalServer();
    final KeyServer keys = new KeyServer();

    /** Pushes that reached the server. */
    int pushes;

    int exchanges;

    /** Told of each ask before the server is; may break it. */
    Consumer<Ask> before = ask -> {};

    /** Told of each ask behind the server; may break it. */
    Consumer<Ask> after = ask -> {};

    /** Whether the server denies every cursor but the start. */
    boolean denies;

    Rebuilt(VirtualScheduler time, Order order) {
        this.time = time;
        this.order = order;
        log.checks = true;
        keys.page = 2;
        arrivals.snapshot = "base=1";
    }

    Tablet tablet(InMemoryStorage disk, Storage<MemoryTables> through) {
        Tablet tablet = new Tablet(transport(), time, disk, through, ConflictPolicy.serverWins());
        tablet.removesWhatItTakesBack = true;
        return tablet;
    }

    Tablet tablet(InMemoryStorage disk) {
        return tablet(disk, disk);
    }

    void foreign(String key, String value) {
        switch (order) {
            case SEQUENCE -> log.foreign(key, KeyServer.quoted(value));
            case ARRIVAL -> arrivals.foreign(key, value);
            case KEYS -> keys.put(key, value, 5);
        }
    }

    /** The server loses all it has. */
    void empty() {
        log.log.clear();
        arrivals.reset("g2", "");
        keys.rows.clear();
    }

    /** What everybody should have. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        if (order == Order.ARRIVAL && !arrivals.snapshot.isEmpty()) {
            rows.put("base", "1");
        }
        (order == Order.SEQUENCE ? log.log : arrivals.log)
                .forEach(each -> rows.put(
                        each.change().key(), KeyServer.bare(each.change().payload())));
        keys.rows.forEach((key, row) -> rows.put(key, keys.payload(key)));
        return rows;
    }

    /** How often the server has a key. */
    long times(String key) {
        return order == Order.KEYS
                ? (keys.rows.containsKey(key) ? 1 : 0)
                : (order == Order.SEQUENCE ? log.log : arrivals.log)
                        .stream()
                                .filter(each -> each.change().key().equals(key))
                                .count();
    }

    static TransportException broken(Delivery delivery) {
        return new TransportException(
                delivery == Delivery.NOT_SENT ? Kind.OFFLINE : Kind.SERVER, delivery, null, "broken " + delivery, null);
    }

    private Transport transport() {
        Transport inner = switch (order) {
            case SEQUENCE -> log.transport();
            case ARRIVAL -> arrivals;
            case KEYS -> keys.transport();
            case CLOCKS -> throw new IllegalArgumentException("it keeps no cells");
        };
        return new ForwardingTransport(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                exchanges++;
                before.accept(ask);
                if (denies && !ask.cursor().isStart()) {
                    return new Answer.Incompatible(Mismatch.OTHER_HISTORY, "not mine");
                }
                pushes += ask instanceof Ask.Push ? 1 : 0;
                @Nullable Answer answer = super.exchange(ask, sink, cancellation);
                after.accept(ask);
                return answer;
            }
        };
    }
}
