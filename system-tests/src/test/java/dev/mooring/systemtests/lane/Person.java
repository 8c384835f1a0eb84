package dev.mooring.systemtests.lane;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.ForwardingTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Somebody with an account of their own on a server of some order, which fails if anything arrives that is not theirs. */
final class Person {
    final String name;
    private final LogServer log = new LogServer();
    private final ArrivalServer arrivals = new ArrivalServer();
    private final KeyServer keys = new KeyServer();
    private final Order order;
    final List<String> strangers = new ArrayList<>();

    /** Loses the answers of so many pushes. */
    int lostAnswers;

    /** Fails so many exchanges before they begin. */
    int outages;

    boolean closed;

    Person(String name, Order order) {
        this.name = name;
        this.order = order;
        log.user = name;
        arrivals.user = name;
        keys.user = name;
    }

    Transport transport() {
        Transport server =
                order == Order.SEQUENCE ? log.transport() : order == Order.KEYS ? keys.transport() : arrivals;
        return new ForwardingTransport(server) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                if (outages > 0) {
                    outages--;
                    throw LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT);
                }
                if (ask instanceof Ask.Push push) {
                    for (Mutation mutation : push.mutations()) {
                        if (!mutation.key().startsWith(name)) {
                            strangers.add(mutation.key());
                        }
                    }
                }
                Answer answer = super.exchange(ask, sink, cancellation);
                if (ask instanceof Ask.Push && lostAnswers > 0) {
                    lostAnswers--;
                    throw LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
                }
                return answer;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    /** What becomes of a mutation where keys are kept; null for what the server does by itself. */
    void judge(Function<Mutation, @Nullable Outcome> verdict) {
        keys.judge = verdict;
    }

    /** Another device of theirs. */
    void elsewhere(String key, String value) {
        if (order == Order.SEQUENCE) {
            log.foreign(key, KeyServer.quoted(value));
        } else if (order == Order.ARRIVAL) {
            arrivals.foreign(key, value);
        } else {
            keys.put(key, value, 1);
        }
    }

    /** What their server has: the last state of each key. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        if (order == Order.KEYS) {
            new TreeSet<>(keys.rows.keySet()).forEach(key -> rows.put(key, keys.payload(key)));
            return rows;
        }
        for (Incoming each : order == Order.SEQUENCE ? log.log : arrivals.log) {
            rows.put(each.change().key(), KeyServer.bare(each.change().payload()));
        }
        return rows;
    }

    /** How often something arrived for a key that took effect; at most 1 where keys are kept. */
    long arrived(String key) {
        if (order == Order.KEYS) {
            return keys.rows.containsKey(key) ? 1 : 0;
        }
        return (order == Order.SEQUENCE ? log.log : arrivals.log)
                .stream().filter(each -> each.change().key().equals(key)).count();
    }
}
