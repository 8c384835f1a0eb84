package dev.mooring.systemtests.docs;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.TransportConfig;
import dev.mooring.sync.testing.transport.TransportTck;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The contract suite over the guide's own dialect. */
// sample: own-dialect-tck
class JournalTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), new JournalDialect("anna"))
                .connectTimeout(config.connect())
                .readTimeout(config.read())
                .callTimeout(config.call())
                .pullTimeout(config.call());
        return config.tokens() == null
                ? builder.build()
                : builder.credentials(bearer(config.tokens())).build();
    }

    @Override
    protected GoodExchange pull() {
        return new GoodExchange(
                new Ask.Pull(new Cursor("7")),
                "{\"entries\":[",
                List.of(entry(8), entry(10), entry(11)),
                "],\"end\":11}");
    }

    @Override
    protected GoodExchange push() {
        Mutation mutation = Mutation.of("todo", "t1", "added", "1").recorded(new UUID(1, 1), Instant.EPOCH);
        Ask.Push push = new Ask.Push(new UUID(2, 2), new Cursor("7"), Instant.EPOCH, List.of(mutation));
        return new GoodExchange(push, "{\"end\":", List.of(), "12}");
    }

    private static String entry(long n) {
        return "{\"n\":" + n + ",\"id\":\"e\",\"list\":\"todo\",\"item\":\"t1\",\"did\":\"added\",\"note\":\"1\"}";
    }
    // end

    private static Credentials bearer(TransportConfig.Tokens tokens) {
        return new Credentials() {
            @Override
            public String current() {
                return "Bearer " + tokens.current();
            }

            @Override
            public String refresh(String refused) {
                return "Bearer " + tokens.refresh(refused);
            }
        };
    }
}
