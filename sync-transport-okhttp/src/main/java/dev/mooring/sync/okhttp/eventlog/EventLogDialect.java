package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of event-log servers: one append-only log per user with contiguous sequence numbers.
 *
 * <p>The server believes what it is told. A push that starts behind the end of its log makes a hole. It answers the same batch a
 * second time with 500. It may store a part of a batch that fails. It keeps five fields of an event and nothing else. This
 * dialect deals with that as follows:
 *
 * <ul>
 *   <li>A {@linkplain Ask.Check check} reads {@code /do/status}: a log that is shorter than the cursor or has a hole is
 *       {@link Answer.Incompatible}, a longer one is {@link Answer.Diverged} (protocol §1.5, rule 6).
 *   <li>A {@linkplain Ask.Pull pull} reads {@code /do/events} from one event before the cursor, so that it sees whether the
 *       event there is still the one it knows; sequences must be contiguous from there (§1.5, rules 3 and 6).
 *   <li>A {@linkplain Ask.Push push} posts to {@code /do/sync}. 409 <em>and</em> the 500 that names the UNIQUE constraint are
 *       {@link Answer.Diverged}; only a 200 with {@code events_accepted:true} settles anything (§1.3, §1.6, rules 3
 *       and 4).
 *   <li>A {@linkplain Ask.Call call} posts to {@code /do/proxy}. A 502 that accepted the events, a 500 about a secret and a
 *       missing response are {@link Answer.CallFailed} (§1.4, rules 5 and 10).
 *   <li>The live stream reads {@code /do/live}, which no server of the family has had so far (§3 tells of a socket). Its events are
 *       taken only where they continue the log exactly; whatever else comes leads to a pull.
 * </ul>
 *
 * <p>With {@link EventLogDialectBuilder#promises} the server does better, and this dialect asks it to: nothing is checked before a push,
 * the push names history, writer and fencing token (§3), and a token that is too old is {@link Answer.Diverged} like any other 409.
 *
 * <p>The sections are those of the event-log protocol's description, the rules those that it sets for a client. The mutation's
 * id, device, collection, key and kind travel in an envelope inside the payload text (§1.2, rule 1):
 *
 * <pre>{@code
 * {"mooring":{"v":1,"id":"…","device":"…","collection":"…","key":"…","kind":"…"},"data":<the payload as given>}
 * }</pre>
 *
 * <p>A payload that is no envelope, of another writer or of the server itself, is a change whose collection and kind are the
 * event type and whose key is the sequence. {@link EventLogDialectBuilder#plainPayloads} switches the envelope off.
 *
 * <p>Thread-safe.
 */
public final class EventLogDialect implements LiveDialect {
    /** UTF-8, as the server counts: below the 2,100,000 that it is known to store, and the 2 MB that its platform promises. */
    private static final long MAX_PAYLOAD_BYTES = 1_900_000;

    /** About what the other four fields weigh. */
    private static final int FIELD_BYTES = 120;

    private final String user;
    private final EventForm form;
    private final @Nullable Promises promises;
    private final int maxBatchCount;
    private final long maxBatchBytes;
    private final boolean live;
    private final Headers getHeaders;
    private final Headers postHeaders;

    EventLogDialect(EventLogDialectBuilder builder, EventForm form) {
        this.user = builder.user;
        this.form = form;
        this.promises = builder.promises();
        this.maxBatchCount = builder.maxBatchCount;
        this.maxBatchBytes = builder.maxBatchBytes;
        this.live = builder.live;
        Headers.Builder headers = new Headers.Builder().add("X-User-Id", user);
        if (builder.gzip) {
            headers.add("Accept-Encoding", "gzip");
        }
        this.getHeaders = headers.build();
        this.postHeaders = headers.add("Content-Type", "application/json").build();
    }

    /**
     * Starts a dialect for one user.
     *
     * @param userId printable ASCII, since servers differ in how they read anything else
     * @return a builder
     * @throws IllegalArgumentException if the id is empty or not ASCII
     */
    public static EventLogDialectBuilder builder(String userId) {
        return new EventLogDialectBuilder(userId);
    }

    @Override
    public Capabilities capabilities(String server) {
        CapabilitiesBuilder.Sequence facts = Capabilities.sequence("event-log", new ServerIdentity(server, user))
                .origin(form.origin())
                .recognisesOwn()
                .callsRide()
                .keepsLog()
                .batchesOf(maxBatchCount, maxBatchBytes);
        // A server that compares each push with its log needs no check before it, and finds a batch that it has
        // already.
        return (promises == null ? facts.checks() : facts.resendSafe()).build();
    }

    @Override
    public int measure(Mutation mutation) {
        if (form.type(mutation).equals(EventForm.SERVER_ONLY)) {
            throw new IllegalArgumentException("mutation of " + mutation.collection() + "/" + mutation.key()
                    + " refused: only the server may write events of type " + EventForm.SERVER_ONLY);
        }
        long bytes = form.payloadBytes(mutation);
        if (bytes > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "mutation of " + mutation.collection() + "/" + mutation.key() + " refused: its payload has " + bytes
                            + " bytes on the wire, the server takes " + MAX_PAYLOAD_BYTES);
        }
        return (int) bytes + FIELD_BYTES;
    }

    @Override
    public String echo(Mutation mutation) {
        return form.echo(mutation);
    }

    @Override
    public WireRequest encode(Ask ask) {
        if (ask instanceof Ask.Push push) {
            return post("do/sync", EventWriter.sync(form, promises, push));
        }
        if (ask instanceof Ask.Call call) {
            return post("do/proxy", EventWriter.proxy(form, promises, call));
        }
        if (ask instanceof Ask.Pull) {
            LogCursor at = LogCursor.of(ask.cursor());
            long since = Math.max(0, at.sequence() - 1);
            String query = promises == null ? "since=" + since : promises.query(at, since);
            return new WireRequest("GET", "do/events?" + query, getHeaders, null);
        }
        return new WireRequest("GET", "do/status", getHeaders, null);
    }

    @Override
    public @Nullable WireRequest leaving(Cursor cursor) {
        return promises == null ? null : post("do/lease", promises.release(LogCursor.of(cursor)));
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException {
        String attempted = attempted(ask);
        if (ask instanceof Ask.Push push) {
            return response.status() == 200
                    ? settled(attempted, push.cursor(), push, EventSyncDecoder.decode(attempted, response), false)
                    : refused(attempted, ask, response);
        }
        if (ask instanceof Ask.Call call) {
            return response.status() == 200
                    ? settled(attempted, call.cursor(), call.push(), EventSyncDecoder.decode(attempted, response), true)
                    : refused(attempted, ask, response);
        }
        if (response.status() == 409 && promises != null) {
            EventSyncDecoder said = EventSyncDecoder.refusal(response);
            Answer another = said == null ? null : Promises.another(LogCursor.of(ask.cursor()), said.facts());
            if (another != null) {
                return another;
            }
        }
        if (response.status() != 200) {
            throw failed(attempted, response, EventErrorWords.of(response.body()));
        }
        return ask instanceof Ask.Pull pull
                ? pulled(attempted, pull, response, sink)
                : EventStatusDecoder.decode(attempted, (Ask.Check) ask, response);
    }

    private Answer pulled(String attempted, Ask.Pull pull, WireResponse response, ChangeSink sink) throws IOException {
        LogCursor at = LogCursor.of(pull.cursor());
        LogFacts facts = LogFacts.of(response.headers());
        if (promises != null) {
            Promises.require(attempted, facts);
            Answer another = Promises.another(at, facts);
            if (another != null) {
                return another;
            }
            at = at.told(facts);
        }
        return EventPullDecoder.decode(attempted, form, at, facts, response, sink);
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Beta
    @Override
    public @Nullable Opening opening(HttpUrl base, @Nullable String credential) {
        HttpUrl url = live ? base.resolve("do/live") : null;
        if (url != null && promises != null) {
            url = url.newBuilder()
                    .addQueryParameter("writer", promises.writer())
                    .build();
        }
        return url == null ? null : new Opening(Carrier.EVENTS, url, Headers.of("X-User-Id", user), true);
    }

    @Beta
    @Override
    public Session session(Output out) {
        return new EventLive(form, out);
    }

    private Answer settled(
            String attempted, Cursor cursor, Ask.@Nullable Push push, EventSyncDecoder answer, boolean call) {
        LogCursor at = LogCursor.of(cursor);
        if (promises != null) {
            Promises.require(attempted, answer.facts());
            if (push != null && Promises.another(at, answer.facts()) != null) {
                throw Garbage.of(attempted, "it was taken into another history", null);
            }
            at = at.told(answer.facts());
        }
        if (call && answer.response() == null) {
            return new Answer.CallFailed(answer.error().isEmpty() ? "no response came back" : answer.error());
        }
        long sequence = at.sequence();
        List<Outcome> outcomes = new ArrayList<>();
        Cursor after = cursor;
        if (push != null) {
            for (Mutation mutation : push.mutations()) {
                outcomes.add(new Outcome.Accepted(mutation.id(), ++sequence));
            }
            Mutation last = push.mutations().get(push.mutations().size() - 1);
            after = at.behind(form.event(sequence, last)).cursor();
        }
        boolean more =
                promises != null && (answer.facts().more() || answer.facts().latest() > sequence);
        Page page = new Page(after, more || answer.highest() > sequence);
        return new Answer.Settled(outcomes, page, call ? answer.response() : null);
    }

    private Answer refused(String attempted, Ask ask, WireResponse response) throws IOException {
        if (promises != null && response.status() == 409) {
            EventSyncDecoder said = EventSyncDecoder.refusal(response);
            return said == null
                    ? new Answer.Diverged(new Page(ask.cursor(), true), "409")
                    : Promises.refused(LogCursor.of(ask.cursor()), pushed(ask), said);
        }
        EventErrorWords words = EventErrorWords.of(response.body());
        int status = response.status();
        if (status == 409 || (status == 500 && words.contains("UNIQUE constraint failed"))) {
            return new Answer.Diverged(
                    new Page(ask.cursor(), true), words.error().isEmpty() ? "409" : words.error());
        }
        if (status == 500 && words.contains("SQLITE_TOOBIG")) {
            throw answered(Kind.TOO_LARGE, attempted, status, words);
        }
        if (ask instanceof Ask.Call) {
            boolean secret = status == 500 && words.begins("Secret ");
            if (secret || (status == 502 && Boolean.TRUE.equals(words.accepted()))) {
                return new Answer.CallFailed(words.error());
            }
        }
        if (status == 403
                && Boolean.FALSE.equals(words.accepted())
                && !words.error().isEmpty()) {
            throw answered(Kind.REFUSED, attempted, status, words);
        }
        throw failed(attempted, response, words);
    }

    private static Ask.@Nullable Push pushed(Ask ask) {
        return ask instanceof Ask.Push push ? push : ask instanceof Ask.Call call ? call.push() : null;
    }

    private static TransportException answered(Kind kind, String attempted, int status, EventErrorWords words) {
        return new TransportException(
                kind, Delivery.ANSWERED, null, attempted + " was answered " + status + ": " + words.error(), null);
    }

    private static RuntimeException failed(String attempted, WireResponse response, EventErrorWords words) {
        TransportException failure = response.failure(attempted, words.error());
        return failure != null ? failure : Garbage.of(attempted, "status " + response.status(), null);
    }

    private WireRequest post(String path, ByteString body) {
        return new WireRequest("POST", path, postHeaders, body);
    }

    private static String attempted(Ask ask) {
        long from = LogCursor.of(ask.cursor()).sequence();
        if (ask instanceof Ask.Push push) {
            return "push of " + push.mutations().size() + " mutations behind sequence " + from;
        }
        if (ask instanceof Ask.Call call) {
            return "API call with "
                    + (call.push() == null ? 0 : call.push().mutations().size()) + " mutations behind sequence " + from;
        }
        return (ask instanceof Ask.Pull ? "pull behind sequence " : "check at sequence ") + from;
    }
}
