package dev.mooring.sync.okhttp.eventlog;

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

/** The contract suite over the event-log dialect. */
class EventLogTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), EventLogFixtures.dialect())
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
