package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.Recording;
import dev.mooring.sync.okhttp.Replayer;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Replays event-log recordings, in the plain form, as their payloads are another program's.
 *
 * <p>The nearest ask of a request that this dialect never makes is the one that reads the same kind of answer: a status for
 * {@code /do/status}, a pull for other GETs, a call for {@code /do/proxy}, else a push of what can be read of its events.
 */
public final class EventLogReplayer implements Replayer {
    /** More than any recorded request has. */
    private static final int MOST_EVENTS = 10_000;

    private static final Mutation STAND_IN =
            Mutation.of("log", "", "user_action", "{}").recorded(new UUID(1, 1), EventLogFixtures.AT);

    @Override
    public String replay(Recording.Exchange exchange) throws IOException {
        EventLogDialect dialect = dialect(exchange.sent().get("X-User-Id"));
        Map<?, ?> body = Replayer.json(exchange.body()) instanceof Map<?, ?> map ? map : Map.of();
        Ask ask = Replayer.orPull(() -> ask(exchange, body));
        boolean ours = Replayer.isOurs(() -> checkEncoding(exchange, dialect.encode(ask)));
        String answer = exchange.answer() == null ? "" : exchange.answer();
        WireResponse response =
                new WireResponse(exchange.status(), exchange.headers(), new Buffer().writeUtf8(answer), null);
        return outcome(dialect, ask, response) + (ours ? "" : "  (not a request of ours)");
    }

    private static String outcome(EventLogDialect dialect, Ask ask, WireResponse response) throws IOException {
        EventLogFixtures.Collected sink = new EventLogFixtures.Collected();
        String taken = "";
        String outcome;
        try {
            outcome = name(dialect.decode(ask, response, sink));
        } catch (TransportException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "  " + e.getMessage();
        } catch (ProtocolException e) {
            outcome = "garbage  " + e.getMessage();
        }
        if (!sink.changes.isEmpty()) {
            taken = "  " + sink.changes.size() + " changes";
        }
        return outcome + taken;
    }

    private static String name(Answer answer) {
        if (answer instanceof Answer.Settled settled) {
            String response = settled.response() == null
                    ? ""
                    : "  API " + settled.response().status();
            return "settled" + (settled.page().more() ? "  more" : "") + response;
        }
        if (answer instanceof Answer.Diverged diverged) {
            return "diverged  " + diverged.reason();
        }
        if (answer instanceof Answer.Incompatible unsafe) {
            return "unsafe  " + unsafe.reason();
        }
        return answer instanceof Answer.CallFailed failed ? "call-failed  " + failed.reason() : answer.toString();
    }

    private static EventLogDialect dialect(@Nullable String user) {
        boolean usable = user != null && user.matches("[!-~]+");
        return EventLogDialect.builder(usable ? user : "u1")
                .eventType(kind -> kind)
                .plainPayloads((type, payload) -> new EventMapping.Subject("log", "", type))
                .build();
    }

    // ---- from a recorded request to an ask

    private static Ask ask(Recording.Exchange exchange, Map<?, ?> body) {
        String path = exchange.path();
        if (path.startsWith("/do/status")) {
            return new Ask.Check(Cursor.START);
        }
        if (!exchange.method().equals("POST")) {
            return new Ask.Pull(pullCursor(path));
        }
        Cursor since = new Cursor(Long.toString(marker(body.get("events_since"))));
        List<Mutation> mutations = mutations(body.get("events"));
        if (!path.startsWith("/do/proxy")) {
            return push(since, mutations.isEmpty() ? List.of(STAND_IN) : mutations);
        }
        Ask.Push push = mutations.isEmpty() ? null : push(since, mutations);
        return new Ask.Call(since, push, call(body.get("request")));
    }

    /** The start, where no cursor of ours could be. */
    private static long marker(@Nullable Object since) {
        long marker = integer(since, 0);
        return marker >= 0 && marker < LogCursor.MAX_SEQUENCE - MOST_EVENTS ? marker : 0;
    }

    /** A pull of ours asks for one event before its cursor. */
    private static Cursor pullCursor(String path) {
        String since = path.replaceFirst(".*[?&]since=(\\d{1,15}).*", "$1");
        return since.equals(path) || since.equals("0")
                ? Cursor.START
                : new Cursor(Long.toString(Long.parseLong(since) + 1));
    }

    private static Ask.Push push(Cursor since, List<Mutation> mutations) {
        return new Ask.Push(EventLogFixtures.BATCH, since, EventLogFixtures.AT, mutations);
    }

    private static List<Mutation> mutations(@Nullable Object events) {
        List<Mutation> mutations = new ArrayList<>();
        for (Object event : events instanceof List<?> list ? list : List.of()) {
            if (event instanceof Map<?, ?> fields) {
                Mutation mutation = Mutation.of("log", "", text(fields.get("event_type")), text(fields.get("payload")))
                        .withSchemaVersion((int) integer(fields.get("schema_version"), 1));
                mutations.add(mutation.recorded(new UUID(1, mutations.size()), instant(text(fields.get("timestamp")))));
            }
        }
        return mutations;
    }

    private static ApiCall call(@Nullable Object request) {
        Map<?, ?> fields = request instanceof Map<?, ?> map ? map : Map.of();
        String url = fields.get("url") instanceof String given && !given.isEmpty() ? given : "http://127.0.0.1/missing";
        String method = fields.get("method") instanceof String given && !given.isEmpty() ? given : "POST";
        Map<String, String> headers = new LinkedHashMap<>();
        if (fields.get("headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put((String) name, String.valueOf(value)));
        }
        boolean bodiless = method.equals("GET") || method.equals("HEAD");
        return new ApiCall(method, url, headers, fields.get("body") instanceof String body && !bodiless ? body : null);
    }

    // ---- is it one that we make, and do we make it the same

    private static void checkEncoding(Recording.Exchange exchange, WireRequest wire) {
        assertEquals(exchange.method(), wire.method());
        assertEquals(exchange.path(), "/" + wire.path());
        assertEquals(exchange.sent().get("X-User-Id"), wire.headers().get("X-User-Id"));
        assertEquals(exchange.body() != null, wire.body() != null, "one of them has a body");
        if (wire.body() != null) {
            assertEquals(exchange.sent().get("Content-Type"), wire.headers().get("Content-Type"));
            assertEquals(
                    Replayer.json(exchange.body()), Replayer.json(wire.body().utf8()));
        }
    }

    private static long integer(@Nullable Object json, long otherwise) {
        return json instanceof Double number && number == Math.rint(number) ? number.longValue() : otherwise;
    }

    private static String text(@Nullable Object json) {
        return json instanceof String text ? text : "";
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
