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
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.Headers;
import okio.Buffer;
import okio.ByteString;

/** A dialect and the stand-in server, with nothing in between. */
final class InProcessTransport implements Transport {
    private final Dialect dialect;
    private final EventLogServer server;

    private final int slice;
    private final Garbage garbage;

    InProcessTransport(Dialect dialect, EventLogServer server, int slice, Garbage garbage) {
        this.dialect = dialect;
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
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < wire.headers().size(); i++) {
            headers.put(wire.headers().name(i), wire.headers().value(i));
        }
        byte[] body = wire.body() == null ? new byte[0] : wire.body().toByteArray();
        Reply reply = server.handle(new Request(wire.method(), "/" + wire.path(), headers, body));
        ByteString arrived = garbage.arriving(reply);
        if (!(ask instanceof Ask.Pull)) {
            return decode(ask, reply, arrived, sink);
        }
        Answer answer = null;
        Cursor at = ask.cursor();
        for (ByteString part : parts(arrived, at.isStart() ? 0 : 1)) {
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

    /** A log in bodies of a few events each, every one but the first beginning with the last event of the one before. */
    private List<ByteString> parts(ByteString body, int anchors) {
        List<String> events = new ArrayList<>();
        String text = body.utf8();
        int depth = 0;
        boolean quoted = false;
        int begin = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' && depth++ == 0) {
                begin = i;
            } else if (c == '}' && --depth == 0) {
                events.add(text.substring(begin, i + 1));
            }
        }
        List<ByteString> parts = new ArrayList<>();
        if (text.startsWith("[") && text.endsWith("]")) {
            int from = 0;
            for (int to = anchors + slice; to < events.size(); to += slice) {
                parts.add(part(events.subList(from, to)));
                from = to - 1;
            }
            parts.add(events.isEmpty() ? body : part(events.subList(from, events.size())));
            return parts;
        }
        return List.of(body);
    }

    private static ByteString part(List<String> events) {
        return ByteString.encodeUtf8('[' + String.join(",", events) + ']');
    }

    @Override
    public void close() {}
}
