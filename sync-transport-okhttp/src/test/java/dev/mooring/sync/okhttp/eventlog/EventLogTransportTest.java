package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.LiveExchange;
import java.util.List;

/** The contract suite over the event-log dialect and its live stream. */
class EventLogTransportTest extends DialectTransportTck {
    EventLogTransportTest() {
        super(EventLogDialect.builder("u1").device("phone").live().build());
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
                ask, "{\"events_accepted\":true,\"server_events\":[", List.of(), "],\"response\":null}");
    }

    /** The events that it brings begin with the last one of the pull. */
    @Override
    protected LiveExchange live() {
        return new LiveExchange(
                "/do/live",
                false,
                List.of(new LiveExchange.Message("open", "{\"latest\":4}")),
                new LiveExchange.Message("news", "{\"latest\":9}"),
                List.of(new LiveExchange.Message(
                        "events",
                        "{\"events\":[" + EventLogFixtures.event(4) + "," + EventLogFixtures.event(5) + "]}")),
                17 << 20);
    }
}
