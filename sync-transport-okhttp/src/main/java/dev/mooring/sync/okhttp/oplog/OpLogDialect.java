package dev.mooring.sync.okhttp.oplog;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.UUID;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Utf8;

/**
 * The dialect of op-log servers: one log of operations a user, which merge by themselves, in dataset generations.
 *
 * <p>The server stores operations in the order in which they arrive. It drops an operation whose actor, clock, scope and resource
 * it has seen before. It tells the client neither. Its replies name sequences that the client has not seen yet. Any client can
 * replace a generation. This dialect deals with that as follows:
 *
 * <ul>
 *   <li>A mutation is an operation with the collection as scope, the key as resource and the payload as it is; actor and
 *       clock come from its id and never repeat, also where the app's database is restored from an older copy (§1.2, §1.4,
 *       hole D). The mutation's kind does not travel: the server knows no field for it.
 *   <li>The first {@linkplain Ask.Pull pull} of all reads key and snapshot from {@code /sync/bootstrap}; operations are pulled
 *       under that key from the beginning (§1.3, §1.11 holes 3 and A).
 *   <li>A pull reads {@code /sync/pull} from one operation before the cursor, so that it sees whether the one there is still
 *       the one it knows. The cursor is the last operation received; the numbers in replies move nothing (§1.4, §1.5).
 *   <li>A {@linkplain Ask.Push push} settles nothing: the pull after it shows what the server has stored (§1.11, 3; holes B and C).
 *   <li>A 409 that names a generation is {@link Answer.HistoryReplaced} (§1.6); so is a bootstrap with a snapshot.
 *   <li>A 500 that names an operation rejects that one and defers the others, which were rolled back with it (§1.2, hole I).
 *   <li>A 200 that is empty, a web page, or for another generation is garbage: the log is unreadable, and nothing moves
 *       (§1.11, 1; hole K).
 *   <li>A {@linkplain Ask.Call call} is a plain request to the server; {@link OpLogReset} is made of them (§1.7).
 * </ul>
 *
 * <p>The sections and holes are those of the op-log protocol's description. Thread-safe.
 */
public final class OpLogDialect implements Dialect {
    /** What an operation weighs besides scope, resource and payload. */
    private static final int FIELD_BYTES = 110;

    private final String user;
    private final String clientId;
    private final String kind;
    private final int maxBatchCount;
    private final long maxBatchBytes;
    private final Headers getHeaders;
    private final Headers postHeaders;

    OpLogDialect(OpLogDialectBuilder builder) {
        this.user = builder.user;
        this.clientId = builder.clientId;
        this.kind = builder.kind;
        this.maxBatchCount = builder.maxBatchCount;
        this.maxBatchBytes = builder.maxBatchBytes;
        Headers.Builder headers = new Headers.Builder();
        if (builder.gzip) {
            headers.add("Accept-Encoding", "gzip");
        }
        this.getHeaders = headers.build();
        headers.add("Content-Type", "application/json");
        if (builder.origin != null) {
            headers.add("Origin", builder.origin);
        }
        this.postHeaders = headers.build();
    }

    /**
     * Starts a dialect for one client.
     *
     * @param clientId names this installation to the server, which keeps a note of it and nothing more; never empty. Any
     *     text that stays the same, such as a UUID that the app keeps
     * @return a builder
     * @throws IllegalArgumentException if the id is empty
     */
    public static OpLogDialectBuilder builder(String clientId) {
        return new OpLogDialectBuilder(clientId);
    }

    @Override
    public Capabilities capabilities(String server) {
        return Capabilities.arrival("op-log", new ServerIdentity(server, user))
                .resendSafe()
                .recognisesOwn()
                .calls()
                .keepsLog()
                .batchesOf(maxBatchCount, maxBatchBytes)
                .build();
    }

    @Override
    public int measure(Mutation mutation) {
        if (mutation.collection().isEmpty() || mutation.key().isEmpty()) {
            throw new IllegalArgumentException("mutation of " + mutation.collection() + "/" + mutation.key()
                    + " refused: an op-log server takes neither an empty collection nor an empty key");
        }
        long back = Growth.of(mutation.payload());
        if (back > Growth.MOST_BYTES) {
            throw new IllegalArgumentException("mutation of " + mutation.collection() + "/" + mutation.key()
                    + " refused: an op-log server indents what it gives back, this payload would have " + back
                    + " bytes then, and every device has to read it as one value of " + Growth.MOST_BYTES
                    + " at most; write it as several, or less deep");
        }
        long bytes = Utf8.size(mutation.payload()) + Utf8.size(mutation.collection()) + Utf8.size(mutation.key());
        return (int) Math.min(Integer.MAX_VALUE, bytes + FIELD_BYTES);
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    @Override
    public boolean namesOrigin() {
        return true;
    }

    /**
     * Begins the replacement of the user's whole dataset by a snapshot.
     *
     * @param key names the new generation; random, as a key that was ever used is refused
     * @param snapshot what the new generation begins with, in the app's own words; empty for nothing
     * @return the steps
     */
    public OpLogReset reset(UUID key, String snapshot) {
        return new OpLogReset(clientId, key.toString(), snapshot);
    }

    @Override
    public WireRequest encode(Ask ask) {
        if (ask instanceof Ask.Push push) {
            return new WireRequest("POST", "sync/push", postHeaders, OpWriter.push(clientId, push));
        }
        if (ask instanceof Ask.Call call) {
            return WireRequest.call(call.call());
        }
        if (ask instanceof Ask.Check) {
            throw new IllegalArgumentException("an op-log server is not checked but pulled from");
        }
        if (ask.cursor().isStart()) {
            return new WireRequest("GET", "sync/bootstrap", getHeaders, null);
        }
        OpCursor from = OpCursor.of(ask.cursor());
        HttpUrl query = new HttpUrl.Builder()
                .scheme("http")
                .host("server")
                .addQueryParameter("since", Long.toString(Math.max(0, from.sequence() - 1)))
                .addQueryParameter("clientId", clientId)
                .addQueryParameter("datasetGenerationKey", from.key())
                .build();
        return new WireRequest("GET", "sync/pull?" + query.encodedQuery(), getHeaders, null);
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException {
        if (ask instanceof Ask.Call) {
            Page here = new Page(ask.cursor(), false);
            return new Answer.Settled(Collections.emptyList(), here, response.apiResponse());
        }
        String attempted = attempted(ask);
        boolean beginning = ask.cursor().isStart();
        if (response.status() == 409 && !beginning) {
            return replaced(attempted, OpCursor.of(ask.cursor()), generation(attempted, response));
        }
        if (response.status() != 200) {
            return OpRefusal.answer(attempted, ask, response);
        }
        requireJson(attempted, response);
        if (ask instanceof Ask.Push push) {
            return taken(attempted, push, generation(attempted, response));
        }
        return beginning
                ? begun(attempted, generation(attempted, response))
                : OpPullDecoder.decode(attempted, kind, (Ask.Pull) ask, response, sink);
    }

    /** A server that also serves an app answers unknown paths with the app's page, and 200 (§1.1). */
    private static void requireJson(String attempted, WireResponse response) throws IOException {
        String type = response.headers().get("Content-Type");
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw Garbage.of(attempted, "status 200 with content of type " + type + " where JSON should be", null);
        }
        if (response.body().exhausted()) {
            throw Garbage.of(
                    attempted,
                    "status 200 with an empty body: the server's log is unreadable, probably as it holds an operation"
                            + " without a payload; only a reset helps",
                    null);
        }
    }

    private static Generation generation(String attempted, WireResponse response) throws IOException {
        return Garbage.typed(attempted, () -> Generation.read(response.body()));
    }

    private static Answer begun(String attempted, Generation answer) {
        String key = answer.key();
        String snapshot = answer.snapshot();
        if (key == null || snapshot == null || !answer.hasOps() || !answer.hasSequence()) {
            throw Garbage.of(attempted, "generation key, snapshot, operations or sequence is missing", null);
        }
        OpCursor begin = OpCursor.begin(key);
        return snapshot.isEmpty()
                ? new Answer.Settled(Collections.emptyList(), new Page(begin.cursor(), true), null)
                : new Answer.HistoryReplaced(
                        begin.cursor(), new Snapshot(snapshot), "generation " + key + " begins with a snapshot");
    }

    private static Answer replaced(String attempted, OpCursor here, Generation answer) {
        String key = answer.key();
        String snapshot = answer.snapshot();
        if (key == null || snapshot == null || key.equals(here.key())) {
            String error = answer.error();
            throw Garbage.of(
                    attempted, "status 409 that names no other generation" + (error == null ? "" : ": " + error), null);
        }
        return new Answer.HistoryReplaced(
                OpCursor.begin(key).cursor(),
                new Snapshot(snapshot),
                "generation " + here.key() + " was replaced by " + key);
    }

    private static Answer taken(String attempted, Ask.Push push, Generation answer) throws IOException {
        String pushed = OpCursor.of(push.cursor()).key();
        String key = answer.key();
        if (key == null || !answer.hasSequence()) {
            throw Garbage.of(attempted, "generation key or sequence is missing", null);
        }
        Garbage.typed(attempted, () -> {
            GenerationKeys.require(pushed, key);
            return key;
        });
        return new Answer.Settled(Collections.emptyList(), new Page(push.cursor(), true), null);
    }

    private static String attempted(Ask ask) {
        String where = ask.cursor().isStart()
                ? "at the beginning"
                : "behind sequence " + OpCursor.of(ask.cursor()).sequence();
        return ask instanceof Ask.Push push
                ? "push of " + push.mutations().size() + " mutations " + where
                : "pull " + where;
    }
}
