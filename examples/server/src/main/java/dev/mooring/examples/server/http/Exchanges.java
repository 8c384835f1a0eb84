package dev.mooring.examples.server.http;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Answer;
import dev.mooring.examples.server.log.Ask;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.log.Outcome;
import dev.mooring.examples.server.store.Logs;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** {@code /do/sync}, {@code /do/proxy}, {@code /do/events}, {@code /do/status} and {@code /do/lease}. */
final class Exchanges {
    private final Logs logs;
    private static final int MOST_URL = 8_000;

    private final Clock clock;
    private final Upstream upstream;
    private final Metrics metrics;

    Exchanges(Logs logs, Clock clock, Upstream upstream, Metrics metrics) {
        this.metrics = metrics;
        this.upstream = upstream;
        this.logs = logs;
        this.clock = clock;
    }

    void sync(Context request, LogId log) {
        Ask ask = Asks.of(Body.of(request));
        Answer answer = exchange(log, ask);
        send(request, answer, ask.writer());
    }

    /** A push, and then an API call. The push stands whatever becomes of the call. */
    void proxy(Context request, LogId log) {
        Body body = Body.of(request);
        Body call = body.object("request");
        if (call == null || call.text("url", MOST_URL) == null) {
            throw Refusal.malformed("Missing 'request.url' in proxy body.");
        }
        Ask ask = Asks.of(body);
        Answer answer = exchange(log, ask);
        if (!answer.isAccepted()) {
            send(request, answer, ask.writer());
            return;
        }
        int status = 502;
        String response = "null";
        String error = null;
        try {
            response = upstream.call(call);
            status = 200;
        } catch (Targets.NoSecretException e) {
            status = 500;
            error = e.getMessage();
        } catch (Targets.NotAllowedException | IOException e) {
            error = "Upstream request failed: " + e.getMessage();
        }
        Answers.send(request, status, Answers.exchange(answer, ask.writer(), clock.millis(), response, error));
    }

    private Answer exchange(LogId log, Ask ask) {
        Answer answer = logs.exchange(log, ask);
        metrics.exchanged(ask, answer);
        return answer;
    }

    private void send(Context request, Answer answer, Writer asker) {
        Answers.send(
                request,
                answer.isAccepted() ? 200 : 409,
                Answers.exchange(answer, asker, clock.millis(), "null", null));
    }

    void events(Context request, LogId log) {
        Writer writer = Asks.writer(request.queryParam("writer"), number(request, "fencing_token"));
        Answer answer =
                exchange(log, new Ask(number(request, "since"), List.of(), request.queryParam("history"), writer));
        if (answer.outcome() instanceof Outcome.Refused refused && refused.reason() == Outcome.Reason.HISTORY) {
            send(request, answer, writer);
            return;
        }
        Head head = answer.head();
        request.header("X-History", head.history())
                .header("X-Latest-Sequence", Long.toString(head.latest()))
                .header("X-Compacted-To", Long.toString(head.compactedTo()))
                .header("X-Fencing-Token", Long.toString(head.lease().token()));
        if (answer.page().more()) {
            request.header("X-More", "true");
        }
        Answers.send(request, 200, "[" + String.join(",", answer.page().events()) + "]");
    }

    void status(Context request, LogId log) {
        Answers.send(request, 200, Answers.status(logs.head(log), clock.millis()));
    }

    /** Gives the lease back, or says that its holder is alive. */
    void lease(Context request, LogId log) {
        Body body = Body.of(request);
        Writer writer = Asks.writer(body.needed("writer", 128), body.number("fencing_token", 0));
        boolean release = body.flag("release");
        Lease before = logs.head(log).lease();
        boolean released = release && !before.released(writer).equals(before);
        Head head = release ? logs.release(log, writer) : logs.renew(log, writer);
        Answers.send(request, 200, Answers.lease(head, clock.millis(), released));
    }

    static long number(Context request, String name) {
        String text = request.queryParam(name);
        if (text == null || text.isEmpty()) {
            return 0;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw Refusal.malformed(name + " must be a whole number.");
        }
        throw Refusal.malformed(name + " must not be negative.");
    }
}
