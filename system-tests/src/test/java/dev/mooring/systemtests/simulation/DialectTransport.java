package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okhttp3.Headers;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A dialect and the stand-in server, with nothing in between; its heirs make the slices smaller. */
abstract class DialectTransport implements Transport {
    private final Dialect dialect;
    private final Map<String, String> headers;
    private final Function<Request, Reply> server;
    private @Nullable Cursor written;

    DialectTransport(Dialect dialect, Map<String, String> headers, Function<Request, Reply> server) {
        this.dialect = dialect;
        this.headers = headers;
        this.server = server;
    }

    @Override
    public final Capabilities capabilities() {
        return dialect.capabilities("in-process");
    }

    @Override
    public final int measure(Mutation mutation) {
        return dialect.measure(mutation);
    }

    @Override
    public final String echo(Mutation mutation) {
        return dialect.echo(mutation);
    }

    @Override
    public final Instant stamp(Mutation mutation) {
        return dialect.stamp(mutation);
    }

    @Override
    public final boolean isStamp(String collection, String field) {
        return dialect.isStamp(collection, field);
    }

    @Override
    public final List<Reference> references(Mutation mutation) {
        return dialect.references(mutation);
    }

    @Override
    public final String alias(Mutation mutation) {
        return dialect.alias(mutation);
    }

    @Override
    public final int rank(Mutation mutation) {
        return dialect.rank(mutation);
    }

    @Override
    public final String freeze(Ask.Push push) {
        return dialect.freeze(push);
    }

    /** The faults in front of it take up to six seconds. */
    @Override
    public final Duration deadline(Ask ask) {
        return Duration.ofSeconds(10);
    }

    final Reply reply(Ask ask) {
        return reply(dialect.encode(ask));
    }

    private Reply reply(WireRequest wire) {
        Map<String, String> sent = new HashMap<>(headers);
        for (int i = 0; i < wire.headers().size(); i++) {
            sent.put(wire.headers().name(i), wire.headers().value(i));
        }
        byte[] body = wire.body() == null ? new byte[0] : wire.body().toByteArray();
        String path = wire.path().contains("://") ? wire.path() : "/" + wire.path();
        return server.apply(new Request(wire.method(), path, sent, body));
    }

    final Answer decode(Ask ask, Reply reply, ByteString body, ChangeSink sink) {
        try {
            return dialect.decode(
                    ask,
                    new WireResponse(reply.status(), Headers.of(reply.headers()), new Buffer().write(body), null),
                    sink);
        } catch (IOException e) {
            throw new ProtocolException("an answer in memory broke off", e);
        }
    }

    /** As over OkHttp: what was written last is known, and gives back what the server holds. */
    final Answer noted(Ask ask, Answer answer) {
        if (ask instanceof Ask.Push && answer instanceof Answer.Settled settled) {
            written = settled.page().cursor();
        }
        return answer;
    }

    @Override
    public final void leave(Duration within) {
        WireRequest request = written == null ? null : dialect.leaving(written);
        written = null;
        if (request != null) {
            reply(request);
        }
    }

    @Override
    public final void close() {}
}
