package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.transport.TransportConfig;
import dev.mooring.sync.testing.transport.TransportTck;
import java.util.function.Function;

/** The contract suite over a dialect; its heirs say what a good exchange looks like in it. */
public abstract class DialectTransportTck extends TransportTck {
    private final Function<String, Dialect> dialects;

    protected DialectTransportTck(Dialect dialect) {
        this(url -> dialect);
    }

    /** One that knows where its server is. */
    protected DialectTransportTck(Function<String, Dialect> dialects) {
        this.dialects = dialects;
    }

    @Override
    protected final Transport create(TransportConfig config) {
        OkHttpTransportBuilder builder = OkHttpTransport.builder(config.baseUrl(), dialects.apply(config.baseUrl()))
                .connectTimeout(config.connect())
                .readTimeout(config.read())
                .callTimeout(config.call())
                .pullTimeout(config.call());
        TransportConfig.Tokens tokens = config.tokens();
        return tokens == null
                ? builder.build()
                : builder.credentials(new Bearer(tokens)).build();
    }
}
