package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.testing.transport.LiveTck;
import dev.mooring.sync.testing.transport.TransportConfig;
import org.jspecify.annotations.Nullable;

/** The contract suite over a ready-made channel. */
abstract class CarrierTck extends LiveTck {
    static final int MOST = 100_000;

    abstract LiveChannels.Builder channel(String baseUrl);

    @Override
    protected final WakeUps wakeUps(TransportConfig config) {
        LiveChannels.Builder builder = channel(config.baseUrl()).maxMessageBytes(MOST);
        TransportConfig.Tokens tokens = config.tokens();
        return tokens == null
                ? builder.build()
                : builder.credentials(bearer(tokens)).build();
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
