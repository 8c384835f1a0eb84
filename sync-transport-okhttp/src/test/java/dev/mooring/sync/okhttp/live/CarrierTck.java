package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.okhttp.Bearer;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.testing.transport.LiveTck;
import dev.mooring.sync.testing.transport.TransportConfig;

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
                : builder.credentials(new Bearer(tokens)).build();
    }
}
