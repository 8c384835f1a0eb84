package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.okhttp.DialectTransportTck;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.testing.transport.GoodExchange;
import java.util.List;

/** The contract suite over the row-sync dialect. */
class RowSyncTransportTest extends DialectTransportTck {
    RowSyncTransportTest() {
        super(RowSyncFixtures.dialect());
    }

    @Override
    protected GoodExchange pull() {
        List<String> rows = List.of(
                RowSyncFixtures.row(1, "a"),
                RowSyncFixtures.row(2, "b"),
                RowSyncFixtures.row(3, "c"),
                RowSyncFixtures.row(4, "d"));
        return new GoodExchange(
                new Ask.Pull(RowSyncFixtures.behind(RowSyncFixtures.MARK)),
                "{\"changes\":[",
                rows,
                "],\"syncedAt\":\"2026-11-20T23:51:00.000Z\"}");
    }

    @Override
    protected GoodExchange push() {
        Ask ask = RowSyncFixtures.push(
                RowSyncFixtures.behind(RowSyncFixtures.MARK), RowSyncFixtures.tune(1), RowSyncFixtures.tune(2));
        return new GoodExchange(ask, "{\"changes\":[", List.of(), "],\"syncedAt\":\"2026-11-20T23:51:00.000Z\"}");
    }
}
