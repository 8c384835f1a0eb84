package dev.mooring.sync.testing.transport;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import java.util.List;

/**
 * What every channel must do that an app gives to a client, without a transport around it. Extend it, build the channel in {@link #wakeUps},
 * and describe in {@link #live} what a good one says. The channel of a transport is tested by {@link TransportTck}.
 */
public abstract class LiveTck extends LiveContract {
    /** For subclasses. */
    protected LiveTck() {}

    /**
     * Builds the channel under test.
     *
     * @param config where the server is, and the credential; the path is that of {@link #live}
     * @return the channel
     */
    protected abstract WakeUps wakeUps(TransportConfig config);

    @Override
    protected abstract LiveExchange live();

    /**
     * Whether the channel asks its credentials anew after a 401; true unless overridden.
     *
     * @return false to skip those tests
     */
    @Override
    protected boolean refreshesCredentials() {
        return true;
    }

    @Override
    protected final Transport create(TransportConfig config) {
        return new Alone(wakeUps(config));
    }

    @Override
    protected final GoodExchange pull() {
        return new GoodExchange(new Ask.Pull(Cursor.START), "", List.of(), "");
    }

    @Override
    protected final GoodExchange push() {
        return pull();
    }

    @Override
    protected final boolean acceptsGzip() {
        return false;
    }

    @Override
    final boolean hasTransport() {
        return false;
    }

    private static final class Alone implements Transport {
        private final WakeUps channel;

        Alone(WakeUps channel) {
            this.channel = channel;
        }

        @Override
        public WakeUps channel() {
            return channel;
        }

        @Override
        public Capabilities capabilities() {
            throw noTransport();
        }

        @Override
        public int measure(Mutation mutation) {
            throw noTransport();
        }

        @Override
        public String echo(Mutation mutation) {
            throw noTransport();
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            throw noTransport();
        }

        @Override
        public void close() {
            // A channel ends by its connections.
        }

        private static UnsupportedOperationException noTransport() {
            return new UnsupportedOperationException("a channel alone");
        }
    }
}
