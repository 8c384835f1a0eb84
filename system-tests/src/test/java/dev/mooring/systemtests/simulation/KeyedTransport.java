package dev.mooring.systemtests.simulation;

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
import java.util.Map;
import java.util.function.Function;
import okhttp3.Headers;
import okio.Buffer;

/** A dialect of a server that keeps keys and the stand-in, with nothing in between; slices are made smaller. */
final class KeyedTransport implements Transport {
    private final Dialect dialect;
    private final Map<String, String> headers;
    private final Function<Request, Reply> server;
    private final int slice;
    private final Garbage garbage;

    KeyedTransport(
            Dialect dialect, Map<String, String> headers, Function<Request, Reply> server, int slice, Garbage garbage) {
        this.dialect = dialect;
        this.headers = headers;
        this.server = server;
        this.slice = slice;
        this.garbage = garbage;
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
        Map<String, String> sent = new HashMap<>(headers);
        for (int i = 0; i < wire.headers().size(); i++) {
            sent.put(wire.headers().name(i), wire.headers().value(i));
        }
        byte[] body = wire.body() == null ? new byte[0] : wire.body().toByteArray();
        String path = wire.path().contains("://") ? wire.path() : "/" + wire.path();
        Reply reply = server.apply(new Request(wire.method(), path, sent, body));
        WireResponse response = new WireResponse(
                reply.status(), Headers.of(reply.headers()), new Buffer().write(garbage.arriving(reply)), null);
        try {
            return dialect.decode(ask, response, sliced(sink));
        } catch (IOException e) {
            throw new ProtocolException("an answer in memory broke off", e);
        }
    }

    private ChangeSink sliced(ChangeSink sink) {
        return (changes, after) -> {
            for (int from = 0; from < changes.size(); from += slice) {
                int to = Math.min(changes.size(), from + slice);
                sink.accept(changes.subList(from, to), to == changes.size() ? after : null);
            }
        };
    }

    @Override
    public void close() {}
}
