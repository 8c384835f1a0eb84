package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of entity-sync servers over HTTP: typed entities under their ids, whole pulls, pushes with an idempotency key.
 *
 * <p>The server compares nothing. An older entity overwrites a newer one. A push replaces the whole entity. The server drops
 * fields that it does not know. One bad value makes it refuse the whole push, and it does not say which value. It reports items
 * that fail beside {@code success: true}. This dialect deals with that as follows:
 *
 * <ul>
 *   <li>A mutation is the whole entity, of the collection {@code entries}, {@code goals}, {@code practicePlans}, {@code
 *       planOccurrences} or {@code planTemplates}, under its id. {@link #measure} refuses what the server would refuse or cut,
 *       naming the field and the rule (protocol §1 push, §4.2). It refuses user preferences as well, because nothing shows them,
 *     and pieces of the repertoire without a live channel, which alone carries them.
 *   <li>A {@linkplain Ask.Push push} is frozen as text and sent under the batch's key, with the same bytes every time; another
 *       batch has another key, so an edit of a time alone is no replay (§1 idempotency, §4.1). Of a 200, {@code conflicts} and
 *       {@code stats} are read, and {@code success} proves nothing (§4.3).
 *   <li>A 400 in the server's own shape means that some item is at fault and core takes the batch apart; a 500 means nothing
 *       (a key that was used for another body is one, too), so core pulls and compares before a new key (§4.1). 409 and 412,
 *       which the family promises, are {@link Answer.Diverged}.
 *   <li>A {@linkplain Ask.Pull pull} lists all there is, in one of the forms that the server has for the same entity; changes
 *       have one shape (§1 pull, §4.4). If a pull shows nothing at all, the dialect pulls a second time: a database that the
 *     server cannot read looks like an empty one.
 *   <li>A server that was restored from an older copy shows a token that it had before a later one, a last write before what it
 *       has shown, a lower number of a socket write that was not merely late, or does not know the key of the last push any more
 *       ({@link PastTokens}, {@link Probe}). The cursor keeps that for good, because other devices may go on writing to that server.
 *   <li>Deletions are pushed as {@code deletedAt}. A goal's goes by the batch route, as a push cannot carry it (§1 goal), with
 *       a version above all others. So does an entity with what only the live channel takes, such as {@code mood: "proud"} or a
 *       field that a push would cut (§5): the batch route stores what it is given.
 * </ul>
 *
 * <p>The sections are those of the entity-sync protocol's description. Thread-safe.
 */
public final class EntitySyncDialect implements LiveDialect {
    private static final String RESTORED =
            "the server calls its state as it did before a later one: it was restored from an older copy, and has lost"
                    + " what came since; nothing of what this device wrote was given up here";

    private static final String BASE = "api/sync/";

    private final String user;
    private final String account;
    private final int maxBatchCount;
    private final long maxBatchBytes;
    private final @Nullable Duration listEvery;
    private final @Nullable HttpUrl liveAt;
    private final boolean repertoire;
    private final Headers getHeaders;
    private final Headers postHeaders;
    private volatile @Nullable Outgoing last;

    EntitySyncDialect(EntitySyncDialectBuilder builder) {
        this.user = builder.user;
        this.account = builder.account;
        this.maxBatchCount = builder.maxBatchCount;
        this.maxBatchBytes = builder.maxBatchBytes;
        this.listEvery = builder.listEvery;
        this.liveAt = builder.liveAt;
        this.repertoire = builder.repertoire;
        Headers.Builder headers = new Headers.Builder();
        if (builder.gzip) {
            headers.add("Accept-Encoding", "gzip");
        }
        this.getHeaders = headers.build();
        this.postHeaders = headers.add("Content-Type", "application/json")
                .add("X-Device-ID", builder.device)
                .build();
    }

    /**
     * Starts a dialect for one device.
     *
     * @param deviceId printable ASCII, the same for every run of this installation; goes with every POST
     * @return a builder
     * @throws IllegalArgumentException if the id is empty or not ASCII
     */
    public static EntitySyncDialectBuilder builder(String deviceId) {
        return new EntitySyncDialectBuilder(deviceId);
    }

    @Override
    public Capabilities capabilities(String server) {
        CapabilitiesBuilder.Keys can = Capabilities.keys("entity-sync", new ServerIdentity(server, user))
                .account(account)
                .resendSafe()
                .recognisesOwn()
                .coalesces()
                .calls()
                .batchesOf(maxBatchCount, maxBatchBytes);
        if (repertoire) {
            can.unlisted(EntityCollection.PIECE.collection());
        }
        return (listEvery == null ? can.listsAll().vouches().tellsRestores() : can.listEvery(listEvery)).build();
    }

    @Override
    public int measure(Mutation mutation) {
        return (int) Utf8.size(Outgoing.checked(mutation, repertoire).wire(""));
    }

    @Override
    public String echo(Mutation mutation) {
        return outgoing(mutation).echo();
    }

    /** Core asks for the echo of a mutation and then for its stamp: its payload is read once for both. */
    private Outgoing outgoing(Mutation mutation) {
        Outgoing known = last;
        if (known == null || !known.isOf(mutation)) {
            known = Outgoing.of(mutation);
            last = known;
        }
        return known;
    }

    /** The entity's {@code updatedAt}; the mutation's own time where it has none, and of a deletion. */
    @Override
    public Instant stamp(Mutation mutation) {
        return outgoing(mutation).stamp();
    }

    @Override
    public boolean isStamp(String collection, String field) {
        return field.equals("updatedAt") || field.equals("updated_at");
    }

    @Override
    public String freeze(Ask.Push push) {
        return EntityPushBody.of(push);
    }

    @Override
    public String sessionCookie() {
        return LiveOpening.COOKIE;
    }

    /** An occurrence is one of a plan; whether the server minds a plan that it does not have is not known. */
    @Override
    public List<Reference> references(Mutation mutation) {
        boolean occurrence = mutation.collection().equals(EntityCollection.OCCURRENCE.collection());
        boolean entity = occurrence && Tree.of(mutation.payload()) instanceof Map<?, ?>;
        Object plan = entity ? ((Map<?, ?>) Tree.of(mutation.payload())).get("planId") : null;
        return plan instanceof String id
                ? Collections.singletonList(new Reference(EntityCollection.PLAN.collection(), id))
                : Collections.emptyList();
    }

    @Override
    public boolean isLive() {
        return liveAt != null;
    }

    @Beta
    @Override
    public @Nullable Opening opening(HttpUrl base, @Nullable String credential) {
        HttpUrl at = liveAt;
        return at == null ? null : LiveOpening.of(at, account, credential);
    }

    @Override
    public boolean needsChannel(String collection) {
        return collection.equals(EntityCollection.PIECE.collection());
    }

    @Beta
    @Override
    public Session session(Output out) {
        return new EntityLive(out, repertoire, account);
    }

    @Override
    public WireRequest encode(Ask ask) {
        if (ask instanceof Ask.Push push) {
            String body = wire(push);
            if (EntityPushBody.isEvents(body)) {
                throw new TransportException(
                        Kind.OFFLINE,
                        Delivery.NOT_SENT,
                        null,
                        attempted(ask)
                                + " was not made, as pieces of the repertoire go over the live channel, and it is not"
                                + " open",
                        null);
            }
            Headers headers = postHeaders
                    .newBuilder()
                    .add("X-Idempotency-Key", push.key().toString())
                    .build();
            String path = BASE + (EntityPushBody.isBatch(body) ? "batch" : "push");
            return new WireRequest("POST", path, headers, ByteString.encodeUtf8(body));
        }
        if (ask instanceof Ask.Call call) {
            return WireRequest.call(call.call());
        }
        EntityCursor from = EntityCursor.of(ask.cursor());
        if (probes(ask)) {
            Headers headers = postHeaders
                    .newBuilder()
                    .add("X-Idempotency-Key", from.past().key())
                    .build();
            return new WireRequest("POST", BASE + "push", headers, ByteString.encodeUtf8(Probe.BODY));
        }
        if (asksStatus(ask)) {
            return new WireRequest("GET", BASE + "status", getHeaders, null);
        }
        String token = listEvery == null || from.isWhole() ? "" : from.token();
        String body = token.isEmpty() ? "{}" : Tree.write(Collections.singletonMap("syncToken", token));
        return new WireRequest("POST", BASE + "pull", postHeaders, ByteString.encodeUtf8(body));
    }

    private static String wire(Ask.Push push) {
        return push.wire().isEmpty() ? EntityPushBody.of(push) : push.wire();
    }

    private static boolean asksStatus(Ask ask) {
        return ask instanceof Ask.Check || EntityCursor.of(ask.cursor()).kind() == EntityCursor.Kind.EMPTY;
    }

    private static boolean probes(Ask ask) {
        return ask instanceof Ask.Check && Probe.isAskedBy(EntityCursor.of(ask.cursor()));
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException {
        if (ask instanceof Ask.Call) {
            return settled(new Page(ask.cursor(), false), response);
        }
        String attempted = attempted(ask);
        if (response.status() != 200) {
            return refused(attempted, ask, response);
        }
        if (ask instanceof Ask.Push push) {
            boolean batch = EntityPushBody.isBatch(wire(push));
            EntityPushDecoder.Pushed pushed = EntityPushDecoder.decode(attempted, push, batch, response);
            String key = batch ? "" : push.key().toString();
            Cursor behind = EntityCursor.of(ask.cursor()).pushed(ask.cursor(), pushed.token(), key);
            return new Answer.Settled(pushed.outcomes(), new Page(behind, false), null);
        }
        EntityCursor at = EntityCursor.of(ask.cursor());
        if (probes(ask)) {
            return Probe.showsLoss(attempted, response) ? restored(at.restoredBefore()) : settled(Probe.next(at), null);
        }
        if (asksStatus(ask)) {
            EntityStatusDecoder status = EntityStatusDecoder.decode(attempted, response);
            return at.past().isOlder(at.token(), status.token(), status.lastWrite())
                    ? restored(at.restoredBefore())
                    : settled(counted(ask, status), null);
        }
        EntityPullDecoder.Pulled pulled =
                EntityPullDecoder.decode(attempted, !ask.cursor().isStart(), response, sink);
        return pulled.token() != null && at.isBehind(pulled.token())
                ? restored(at.restored())
                : settled(pulled(at, pulled), null);
    }

    private static Answer restored(Cursor known) {
        return new Answer.Incompatible(Mismatch.KNOWS_LESS, RESTORED, known);
    }

    /** What the status says of a listing that has ended, or of a pull that showed nothing at all. */
    private static Page counted(Ask ask, EntityStatusDecoder status) {
        EntityCursor at = EntityCursor.of(ask.cursor());
        if (ask instanceof Ask.Check) {
            Page here = new Page(ask.cursor(), false);
            if (at.kind() != EntityCursor.Kind.LISTED || at.count() < 0) {
                return here;
            }
            Page page = !at.still() && at.past().hasToKnowKey() ? new Page(at.probe(), true) : here;
            return page.vouching(vouch(at, status.entities() - at.count(), status.used()));
        }
        return status.entities() == 0
                ? new Page(at.listed(0), false, true).vouching(vouch(at, 0, status.used()))
                : new Page(at.again(status.entities()), true);
    }

    private static Vouch vouch(EntityCursor at, long surplus, boolean used) {
        return new Vouch(surplus, used, !at.still());
    }

    private Page pulled(EntityCursor from, EntityPullDecoder.Pulled pulled) {
        boolean again = from.kind() == EntityCursor.Kind.AGAIN;
        String token = pulled.token() == null ? "" : pulled.token();
        EntityCursor at = from.answered(token, pulled.at());
        boolean readable = pulled.nameless() == 0;
        if (pulled.entities() == 0 && from.isWhole() && !again) {
            return new Page(at.empty(), true);
        }
        Page page = listEvery == null || token.isEmpty()
                ? new Page(at.listed(pulled.entities()), false, readable)
                : new Page(EntityCursor.ofToken(token), false, from.isWhole() && readable);
        return pulled.entities() == 0 && again && from.count() >= 0
                ? page.vouching(vouch(at, from.count(), true))
                : page;
    }

    private static Answer settled(Page page, @Nullable WireResponse call) throws IOException {
        return new Answer.Settled(Collections.emptyList(), page, call == null ? null : call.apiResponse());
    }

    private static Answer refused(String attempted, Ask ask, WireResponse response) {
        EntityErrorWords words = EntityErrorWords.of(response.body());
        int status = response.status();
        if (ask instanceof Ask.Push) {
            if (status == 409 || status == 412) {
                String said = words.error().isEmpty() ? Integer.toString(status) : words.error();
                return new Answer.Diverged(new Page(ask.cursor(), true), said);
            }
            if ((status == 400 || status == 422) && words.ofTheServer()) {
                throw new TransportException(
                        Kind.INVALID,
                        Delivery.ANSWERED,
                        null,
                        attempted + " was answered " + status + ": " + words.error()
                                + "; the batch is taken apart to find which one it is",
                        null);
            }
        }
        if (probes(ask) && Probe.isKnown(response, words)) {
            return new Answer.Settled(Collections.emptyList(), Probe.over(EntityCursor.of(ask.cursor())), null);
        }
        TransportException failure = response.failure(attempted, words.error());
        if (failure != null) {
            throw failure;
        }
        throw Garbage.of(attempted, "status " + status, null);
    }

    private static String attempted(Ask ask) {
        if (ask instanceof Ask.Push push) {
            List<Mutation> mutations = push.mutations();
            return "push of " + mutations.size() + " mutations under key " + push.key();
        }
        if (probes(ask)) {
            return "question whether a push is known still";
        }
        return asksStatus(ask) ? "status" : "pull";
    }
}
