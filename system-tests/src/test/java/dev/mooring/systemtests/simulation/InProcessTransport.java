package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
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
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import okhttp3.Headers;
import okio.Buffer;
import okio.ByteString;

/** A dialect and the stand-in server, with nothing in between. */
final class InProcessTransport implements Transport {
    private final Dialect dialect;
    private final Function<Request, Reply> server;
    private final Cutter cutter;
    private final Garbage garbage;

    InProcessTransport(Dialect dialect, Function<Request, Reply> server, Cutter cutter, Garbage garbage) {
        this.dialect = dialect;
        this.server = server;
        this.cutter = cutter;
        this.garbage = garbage;
    }

    /** Cuts the answer to a pull into several that say the same one after the other, so that slices are small. */
    @FunctionalInterface
    interface Cutter {
        List<ByteString> cut(Ask ask, ByteString body);
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
    public Instant stamp(Mutation mutation) {
        return dialect.stamp(mutation);
    }

    @Override
    public int rank(Mutation mutation) {
        return dialect.rank(mutation);
    }

    @Override
    public String freeze(Ask.Push push) {
        return dialect.freeze(push);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        WireRequest wire = dialect.encode(ask);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < wire.headers().size(); i++) {
            headers.put(wire.headers().name(i), wire.headers().value(i));
        }
        byte[] body = wire.body() == null ? new byte[0] : wire.body().toByteArray();
        Reply reply = server.apply(new Request(wire.method(), "/" + wire.path(), headers, body));
        ByteString arrived = garbage.arriving(reply);
        if (!(ask instanceof Ask.Pull)) {
            return decode(ask, reply, arrived, sink);
        }
        Answer answer = null;
        Cursor at = ask.cursor();
        for (ByteString part : cutter.cut(ask, arrived)) {
            answer = decode(new Ask.Pull(at), reply, part, sink);
            if (!(answer instanceof Answer.Settled settled)) {
                break;
            }
            at = settled.page().cursor();
        }
        return Objects.requireNonNull(answer);
    }

    private Answer decode(Ask ask, Reply reply, ByteString body, ChangeSink sink) {
        try {
            return dialect.decode(
                    ask,
                    new WireResponse(reply.status(), Headers.of(reply.headers()), new Buffer().write(body), null),
                    sink);
        } catch (IOException e) {
            throw new ProtocolException("an answer in memory broke off", e);
        }
    }

    @Override
    public void close() {}
}
