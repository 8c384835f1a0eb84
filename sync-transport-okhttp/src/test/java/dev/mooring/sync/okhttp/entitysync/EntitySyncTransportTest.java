package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.LiveExchange;
import dev.mooring.sync.testing.transport.LiveExchange.Message;
import java.util.List;

/** The contract suite over the entity-sync dialect. */
class EntitySyncTransportTest extends DialectTransportTck {
    private static final int TOO_LARGE = 17 << 20;

    EntitySyncTransportTest() {
        super(url -> EntitySyncDialect.builder("dev_phone")
                .account("u1")
                .liveAt(url.replace("http", "ws") + "sync/ws")
                .build());
    }

    @Override
    protected GoodExchange pull() {
        List<String> entries = List.of(
                "{\"id\":\"e1\",\"duration\":1}",
                "{\"id\":\"e2\",\"duration\":2}",
                "{\"id\":\"e3\",\"duration\":3}",
                "{\"id\":\"e4\",\"duration\":4}");
        return new GoodExchange(
                new Ask.Pull(Cursor.START),
                "{\"entries\":[",
                entries,
                "],\"goals\":[],\"practicePlans\":[],\"planOccurrences\":[],\"planTemplates\":[],"
                        + EntitySyncFixtures.TAIL);
    }

    @Override
    protected GoodExchange push() {
        Ask ask = EntitySyncFixtures.push(EntitySyncFixtures.entry(1), EntitySyncFixtures.entry(2));
        return new GoodExchange(ask, EntitySyncFixtures.accepted(2, ""), List.of(), "");
    }

    /** Behind a pull a stream is asked for, and it shows a deletion. */
    @Override
    protected LiveExchange live() {
        return new LiveExchange(
                "/sync/ws",
                true,
                List.of(new Message("", LiveDevice.welcome(LiveDevice.AT))),
                new Message("", LiveDevice.deleted("", 0, LiveDevice.AT)),
                List.of(new Message("", LiveDevice.tombstone("e1", 7)), new Message("", LiveDevice.end(7))),
                TOO_LARGE);
    }
}
