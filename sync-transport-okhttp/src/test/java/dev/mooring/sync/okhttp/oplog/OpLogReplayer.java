package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.okhttp.Recording;
import dev.mooring.sync.okhttp.Replayer;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Replays op-log recordings.
 *
 * <p>The nearest ask of a request that this dialect never makes is the one that reads the same kind of answer: a call for
 * {@code /sync/reset}, a push for other POSTs, a pull for all else. A recorded pull asks behind the cursor where ours asks from
 * it, so its cursor is taken to be at the first operation that came. Actor and clock of recorded operations are other
 * writers', and are not compared.
 */
public final class OpLogReplayer implements Replayer {
    private static final Set<String> RESET = Set.of("clientId", "datasetGenerationKey", "snapshot");
    private static final SyncReport QUIET = new SyncReport.Synced(0, 0, 0, 0, 0);

    @Override
    public String replay(Recording.Exchange exchange) throws IOException {
        Map<?, ?> body = Replayer.json(exchange.body()) instanceof Map<?, ?> map ? map : Map.of();
        HttpUrl url = Objects.requireNonNullElse(
                HttpUrl.parse("http://server" + exchange.path()), HttpUrl.get("http://server/"));
        String client = exchange.method().equals("POST") ? text(body.get("clientId")) : url.queryParameter("clientId");
        OpLogDialect dialect = OpLogDialect.builder(client == null || client.isEmpty() ? "c1" : client)
                .build();
        Ask ask = Replayer.orPull(() -> ask(exchange, url, body));
        boolean reset = ask instanceof Ask.Call;
        boolean ours = (!reset || isReset(body)) && Replayer.isOurs(() -> checkEncoding(exchange, dialect.encode(ask)));
        String answer = exchange.answer() == null ? "" : exchange.answer();
        WireResponse response =
                new WireResponse(exchange.status(), exchange.headers(), new Buffer().writeUtf8(answer), null);
        return outcome(dialect, ask, response) + (ours ? "" : "  (not a request of ours)");
    }

    private static String outcome(OpLogDialect dialect, Ask ask, WireResponse response) throws IOException {
        OpLogFixtures.Collected sink = new OpLogFixtures.Collected();
        String outcome;
        try {
            outcome = name(ask, dialect.decode(ask, response, sink));
        } catch (TransportException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "  " + e.getMessage();
        } catch (ProtocolException e) {
            outcome = "garbage  " + e.getMessage();
        }
        return outcome + (sink.changes.isEmpty() ? "" : "  " + sink.changes.size() + " changes");
    }

    private static String name(Ask ask, Answer answer) {
        if (answer instanceof Answer.Settled settled) {
            if (ask instanceof Ask.Call call && settled.response() != null) {
                String key = text(map(Replayer.json(call.call().body())).get("datasetGenerationKey"));
                CallReport report = new CallReport.Answered(settled.response(), QUIET);
                return "reset  " + new OpLogReset("c1", key, "").afterCall(report);
            }
            return "settled" + (settled.page().more() ? "  more" : "");
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return "history-replaced  " + replaced.reason();
        }
        return answer instanceof Answer.Incompatible unsafe ? "unsafe  " + unsafe.reason() : answer.toString();
    }

    // ---- from a recorded request to an ask

    private static Ask ask(Recording.Exchange exchange, HttpUrl url, Map<?, ?> body) {
        String key = exchange.method().equals("POST")
                ? text(body.get("datasetGenerationKey"))
                : Objects.requireNonNullElse(url.queryParameter("datasetGenerationKey"), "");
        Cursor begin = OpCursor.begin(key.isEmpty() ? "none" : key).cursor();
        if (exchange.method().equals("POST")) {
            if (url.encodedPath().equals("/sync/reset")) {
                return new Ask.Call(begin, null, ApiCall.post("sync/reset", String.valueOf(exchange.body())));
            }
            return new Ask.Push(OpLogFixtures.BATCH, begin, OpLogFixtures.AT, mutations(body.get("ops")));
        }
        if (url.encodedPath().endsWith("/bootstrap")) {
            return new Ask.Pull(Cursor.START);
        }
        long since = since(url);
        long first = map(Replayer.json(exchange.answer())).get("ops") instanceof List<?> ops && !ops.isEmpty()
                ? integer(map(ops.get(0)).get("serverSeq"))
                : since;
        return new Ask.Pull(
                since <= 0 || first < 0
                        ? begin
                        : new OpCursor(first, "", OpCursor.of(begin).key()).cursor());
    }

    private static long since(HttpUrl url) {
        String since = url.queryParameter("since");
        return since != null && since.matches("\\d{1,15}") ? Long.parseLong(since) : -1;
    }

    private static List<Mutation> mutations(@Nullable Object ops) {
        List<Mutation> mutations = new ArrayList<>();
        for (Object op : ops instanceof List<?> list ? list : List.of()) {
            Map<?, ?> fields = map(op);
            Mutation mutation = Mutation.of(
                    text(fields.get("scope")), text(fields.get("resourceId")), "op", print(fields.get("payload")));
            mutations.add(mutation.recorded(OpLogFixtures.id(mutations.size() + 1), OpLogFixtures.AT));
        }
        return mutations.isEmpty() ? List.of(OpLogFixtures.mutation(1)) : mutations;
    }

    // ---- is it one that we make, and do we make it the same

    private static boolean isReset(Map<?, ?> body) {
        return body.keySet().equals(RESET) && body.values().stream().allMatch(String.class::isInstance);
    }

    private static void checkEncoding(Recording.Exchange exchange, WireRequest wire) {
        assertEquals(exchange.method(), wire.method());
        assertEquals(exchange.path(), "/" + wire.path());
        if (wire.body() != null) {
            assertEquals(exchange.sent().get("Content-Type"), wire.headers().get("Content-Type"));
            assertEquals(comparable(exchange.body()), comparable(wire.body().utf8()));
        }
    }

    /** Without who made an operation and when. */
    private static Object comparable(@Nullable String body) {
        Map<?, ?> fields = map(Replayer.json(body));
        if (fields.get("ops") instanceof List<?> ops) {
            for (Object op : ops) {
                if (op instanceof Map<?, ?> named) {
                    named.remove("actor");
                    named.remove("clock");
                }
            }
        }
        return fields;
    }

    private static Map<?, ?> map(@Nullable Object json) {
        return json instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String print(@Nullable Object json) {
        Buffer buffer = new Buffer();
        try {
            JsonWriter writer = JsonWriter.of(buffer);
            writer.setSerializeNulls(true);
            writer.jsonValue(json);
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
        return buffer.readUtf8();
    }

    private static long integer(@Nullable Object json) {
        return json instanceof Double number ? number.longValue() : 0;
    }

    private static String text(@Nullable Object json) {
        return json instanceof String text ? text : "";
    }
}
