package dev.mooring.sync.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Reply;
import dev.mooring.sync.testing.eventlog.Request;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import okhttp3.Headers;
import okio.Buffer;

/** A dialect and the stand-in server, with nothing in between. */
final class InProcessTransport implements Transport {
    private final Dialect dialect;
    private final EventLogServer server;

    InProcessTransport(Dialect dialect, EventLogServer server) {
        this.dialect = dialect;
        this.server = server;
    }

    @Override
    public Capabilities capabilities() {
        return dialect.capabilities("in-process");
    }

    @Override
    public int measure(Mutation mutation) {
        return dialect.measure(mutation);
    }

    @Override
    public String echo(Mutation mutation) {
        return dialect.echo(mutation);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        WireRequest wire = dialect.encode(ask);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < wire.headers().size(); i++) {
            headers.put(wire.headers().name(i), wire.headers().value(i));
        }
        byte[] body = wire.body() == null ? new byte[0] : wire.body().toByteArray();
        Reply reply = server.handle(new Request(wire.method(), "/" + wire.path(), headers, body));
        Buffer answer = new Buffer().write(reply.body().bytes());
        try {
            return dialect.decode(
                    ask, new WireResponse(reply.status(), Headers.of(reply.headers()), answer, null), sink);
        } catch (IOException e) {
            throw new ProtocolException("an answer in memory broke off", e);
        }
    }

    @Override
    public void close() {}
}
