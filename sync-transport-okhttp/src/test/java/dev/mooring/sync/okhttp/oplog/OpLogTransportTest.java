package dev.mooring.sync.okhttp.oplog;

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

/** The contract suite over the op-log dialect. */
class OpLogTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), OpLogFixtures.dialect())
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
        List<String> ops = List.of(OpLogFixtures.op(1), OpLogFixtures.op(3), OpLogFixtures.op(4), OpLogFixtures.op(9));
        return new GoodExchange(
                new Ask.Pull(OpLogFixtures.BEGIN),
                "{\"datasetGenerationKey\":\"gen-1\",\"ops\":[",
                ops,
                "],\"serverSeq\":9}\n");
    }

    @Override
    protected GoodExchange push() {
        Ask ask = OpLogFixtures.push(OpLogFixtures.BEGIN, OpLogFixtures.mutation(1), OpLogFixtures.mutation(2));
        return new GoodExchange(ask, "{\"datasetGenerationKey\":\"gen-1\",\"serverSeq\":17", List.of(), "}\n");
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
