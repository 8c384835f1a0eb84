package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.LiveExchange;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import okhttp3.Headers;

/** The contract suite over the dialect of a server that keeps the promises. */
class PromisedTransportTest extends DialectTransportTck {
    private static final Headers FACTS = Headers.of("X-History", "h1", "X-Fencing-Token", "3");

    PromisedTransportTest() {
        super(named(EventLogDialect.builder("u1")
                .device("phone")
                .promises("phone")
                .live()
                .build()));
    }

    /** The suite answers a pull without headers, so they are added before the dialect reads them. */
    private static LiveDialect named(EventLogDialect dialect) {
        return (LiveDialect) Proxy.newProxyInstance(
                PromisedTransportTest.class.getClassLoader(),
                new Class<?>[] {LiveDialect.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("decode") && given[0] instanceof Ask.Pull) {
                        WireResponse plain = (WireResponse) given[1];
                        Headers headers =
                                plain.headers().newBuilder().addAll(FACTS).build();
                        given[1] = new WireResponse(
                                plain.status(), headers, plain.body(), plain.retryAfter(), plain.maxValueBytes());
                    }
                    try {
                        return method.invoke(dialect, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    protected GoodExchange pull() {
        List<String> events = List.of(
                EventLogFixtures.event(1),
                EventLogFixtures.event(2),
                EventLogFixtures.event(3),
                EventLogFixtures.event(4));
        return new GoodExchange(new Ask.Pull(Cursor.START), "[", events, "]");
    }

    @Override
    protected GoodExchange push() {
        Ask ask = EventLogFixtures.push(Cursor.START, EventLogFixtures.mutation(1), EventLogFixtures.mutation(2));
        return new GoodExchange(
                ask,
                "{\"events_accepted\":true,\"server_events\":[",
                List.of(),
                "],\"response\":null,\"history\":\"h1\",\"latest_sequence\":2,\"compacted_to\":0,\"lease\":{\"fencing_token\":1}}");
    }

    /** The events that it brings begin with the last one of the pull. */
    @Override
    protected LiveExchange live() {
        return new LiveExchange(
                "/do/live",
                false,
                List.of(new LiveExchange.Message("open", "{\"latest\":4,\"history\":\"h1\",\"fencing_token\":3}")),
                new LiveExchange.Message("news", "{\"latest\":9}"),
                List.of(new LiveExchange.Message(
                        "events",
                        "{\"events\":[" + EventLogFixtures.event(4) + "," + EventLogFixtures.event(5)
                                + "],\"history\":\"h1\",\"fencing_token\":4}")),
                17 << 20);
    }
}
