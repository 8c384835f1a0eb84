package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A channel without exchanges, as a transport carries it. Of the transport that is made with it only the channel is used: data goes by
 * another one.
 */
final class WakeDialect implements LiveDialect {
    private final Opening opening;
    private final boolean pings;
    private final boolean follows;
    private final Function<Output, Session> sessions;

    WakeDialect(Opening opening, boolean pings, boolean follows, Function<Output, Session> sessions) {
        this.opening = opening;
        this.pings = pings;
        this.follows = follows;
        this.sessions = sessions;
    }

    @Override
    public Opening opening(HttpUrl base, @Nullable String credential) {
        return opening;
    }

    @Override
    public boolean pings() {
        return pings;
    }

    @Override
    public boolean followsCredential() {
        return follows;
    }

    @Override
    public Session session(Output out) {
        return sessions.apply(out);
    }

    @Override
    public Capabilities capabilities(String server) {
        return Capabilities.sequence("wake-ups", new ServerIdentity(server, "")).build();
    }

    @Override
    public int measure(Mutation mutation) {
        throw noExchanges();
    }

    @Override
    public String echo(Mutation mutation) {
        throw noExchanges();
    }

    @Override
    public WireRequest encode(Ask ask) {
        throw noExchanges();
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) {
        throw noExchanges();
    }

    private static UnsupportedOperationException noExchanges() {
        return new UnsupportedOperationException("a channel of wake-ups makes no exchanges");
    }
}
