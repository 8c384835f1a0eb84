package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.TransportConfig;
import dev.mooring.sync.testing.transport.TransportTck;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contract suite over the row-sync dialect. */
class RowSyncTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), RowSyncFixtures.dialect())
                .connectTimeout(config.connect())
                .readTimeout(config.read())
                .callTimeout(config.call())
                .pullTimeout(config.call());
        TransportConfig.Tokens tokens = config.tokens();
        return tokens == null
                ? builder.build()
                : builder.credentials(bearer(tokens)).build();
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

    private static Credentials bearer(TransportConfig.Tokens tokens) {
        return new Credentials() {
            @Override
            public String current() {
                return "Bearer " + tokens.current();
            }

            @Override
            public @Nullable String refresh(String refused) {
                return "Bearer " + tokens.refresh(refused);
            }
        };
    }
}
