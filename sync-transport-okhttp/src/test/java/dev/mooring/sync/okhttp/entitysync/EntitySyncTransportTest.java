package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import java.util.List;

/** The contract suite over the entity-sync dialect. */
class EntitySyncTransportTest extends DialectTransportTck {
    EntitySyncTransportTest() {
        super(EntitySyncFixtures.dialect());
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
}
