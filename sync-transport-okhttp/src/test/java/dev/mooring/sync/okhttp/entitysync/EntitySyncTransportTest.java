package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;
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

/** The contract suite over the entity-sync dialect. */
class EntitySyncTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), EntitySyncFixtures.dialect())
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
