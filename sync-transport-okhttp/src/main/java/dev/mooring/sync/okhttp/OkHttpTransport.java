package dev.mooring.sync.okhttp;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Carries exchanges over HTTP/1.1 and HTTP/2 with OkHttp.
 *
 * <p>One exchange is one request, and nothing that has a body is ever repeated below it: no redirect is followed, and OkHttp's
 * own retries are left to it only where a request without a body meets a pooled connection that the server has closed
 * meanwhile, which would otherwise make the first sync after every pause fail. The single other exception is a request that
 * the server refused with 401, which goes out once more after one refresh of the credential. Every end is typed:
 *
 * <ul>
 *   <li>no route, no name, a failed TLS handshake: {@code NOT_SENT};
 *   <li>anything that breaks after the first byte of the request may have left, a stale pooled connection and a body that
 *       is cut short included: {@code MAYBE_SENT};
 *   <li>a status that refuses: {@code ANSWERED}, with the wait that Retry-After asks for;
 *   <li>what somebody else answers in the server's place, a captive portal, a login page or a proxy: {@link ProtocolException} of
 *       kind {@code PAGE};
 *   <li>an answer that is not in the dialect, that unpacks beyond all measure or that holds one enormous value: {@link
 *       ProtocolException}.
 * </ul>
 *
 * <p>Before a credential is used, also after a refresh, the {@linkplain #guard guard} is asked about its account: what {@link
 * Credentials#account} says, else the subject of a JSON web token.
 *
 * <p>A credential goes to the server of the base URL and to nobody else, as no redirect is followed. Where the server says it back
 * in its words it is masked in what this transport says; a redirect of the server to itself is a refused credential.
 *
 * <p>Build it with {@link #builder}. Thread-safe, though core runs one exchange at a time.
 */
public final class OkHttpTransport implements Transport {
    private final Dialect dialect;
    private final Capabilities capabilities;
    private final OkHttpClient client;
    private final boolean ownClient;
    private final Secrets secrets = new Secrets();
    private final ServerClock serverClock = new ServerClock();
    private final AppCredential credential;
    private final OkHttpTransportBuilder.Limits limits;
    private final RequestMaker requests;
    private final Supplier<Instant> clock;
    private final @Nullable LiveSide live;
    private volatile AccountGuard guard = account -> null;
    private volatile boolean closed;
    private volatile @Nullable Call running;

    OkHttpTransport(OkHttpTransportBuilder builder, OkHttpClient client) {
        this.dialect = builder.dialect;
        this.capabilities = builder.dialect.capabilities(builder.serverName());
        this.client = client;
        this.ownClient = builder.client == null;
        this.limits = builder.limits();
        this.credential = new AppCredential(builder.credentials, secrets, limits.call());
        this.requests = new RequestMaker(builder.base, dialect, credential, builder.userAgent);
        this.clock = builder.clock;
        this.live = LiveSide.of(builder, client, secrets, account -> guard.refusal(account));
    }

    /**
     * Starts a transport to one server.
     *
     * @param baseUrl {@code http} or {@code https}, without query and user; a path is the prefix of all requests
     * @param dialect what the server speaks
     * @return a builder
     * @throws IllegalArgumentException if the URL is none
     */
    public static OkHttpTransportBuilder builder(String baseUrl, Dialect dialect) {
        return new OkHttpTransportBuilder(baseUrl, dialect);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public int measure(Mutation mutation) {
        int bytes = dialect.measure(mutation);
        if (bytes > limits.maxValueBytes()) {
            throw new IllegalArgumentException("mutation of " + mutation.collection() + "/" + mutation.key()
                    + " refused: it has " + bytes + " bytes on the wire, and this transport reads values of up to "
                    + limits.maxValueBytes() + " (maxValueBytes)");
        }
        return bytes;
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
    public boolean isStamp(String collection, String field) {
        return dialect.isStamp(collection, field);
    }

    @Override
    public List<Reference> references(Mutation mutation) {
        return dialect.references(mutation);
    }

    @Override
    public String alias(Mutation mutation) {
        return dialect.alias(mutation);
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
    public void guard(AccountGuard accounts) {
        guard = accounts;
    }

    /** The call timeout, or the pull timeout for a pull: also where a refused credential is refreshed within it. */
    @Override
    public Duration deadline(Ask ask) {
        return limits.whole(ask);
    }

    @Override
    public Duration serverClockAhead() {
        return serverClock.off();
    }

    @Override
    public void named(byte[] site) {
        if (live != null) {
            live.named(ByteString.of(site));
        }
    }

    @Override
    public String group(Mutation mutation) {
        return dialect.group(mutation);
    }

    /** Of a {@link LiveDialect} of which a channel was asked for. */
    @Override
    public @Nullable WakeUps channel() {
        return live;
    }

    @Override
    public boolean carries(String collection) {
        return live == null || live.carries(collection);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        SinkGuard guard = new SinkGuard(sink);
        Supplier<Answer> request = () -> request(ask, guard, cancellation);
        return guard.run(() -> {
            try {
                return secrets.out(
                        live == null
                                ? request.get()
                                : live.exchange(
                                        ask, guard, cancellation, limits.nanos(ask), request, serverClock::said));
            } catch (TransportException | ProtocolException e) {
                throw secrets.out(e);
            }
        });
    }

    private Answer request(Ask ask, ChangeSink sink, Cancellation cancellation) {
        WireRequest wire = dialect.encode(ask);
        String attempted = wire.method() + " " + requests.path(wire);
        if (closed || cancellation.isCancelled()) {
            throw new TransportException(
                    Kind.CANCELLED, Delivery.NOT_SENT, null, attempted + " was cancelled before it began", null);
        }
        if (ask instanceof Ask.Call && !requests.isHere(wire)) {
            return new Answer.CallFailed(attempted
                    + " was not made: this server makes no calls for a client, and the credential goes to no other");
        }
        long end = System.nanoTime() + limits.nanos(ask);
        credential.begin();
        cancellation.onCancel(credential::cancel);
        if (closed) {
            credential.cancel();
        }
        try {
            String current = credential.current(attempted);
            Answer refused = refused(attempted, Delivery.NOT_SENT, current);
            if (refused != null) {
                return refused;
            }
            Sent first = send(ask, wire, current, attempted, end, cancellation);
            if (first.response.code() != 401 || current == null) {
                return read(ask, first, attempted, sink, cancellation);
            }
            first.response.close();
            cancellation.onCancel(credential::cancel);
            String next = credential.refreshed(attempted, current);
            refused = refused(attempted, Delivery.ANSWERED, next);
            if (refused != null) {
                return refused;
            }
            return read(ask, send(ask, wire, next, attempted, end, cancellation), attempted, sink, cancellation);
        } finally {
            running = null;
            cancellation.onCancel(() -> {});
        }
    }

    /** The answer in place of a request with a credential of another account than the one whose data it is about. */
    private @Nullable Answer refused(String attempted, Delivery delivery, @Nullable String value) {
        Account account =
                value == null ? null : credential.account(attempted, delivery, value, dialect.sessionCookie());
        String refusal = account == null ? null : guard.refusal(account);
        return refusal == null ? null : new Answer.Incompatible(Mismatch.OTHER_ACCOUNT, refusal);
    }

    private Sent send(
            Ask ask,
            WireRequest wire,
            @Nullable String current,
            String attempted,
            long end,
            Cancellation cancellation) {
        Attempt attempt = new Attempt(cancellation);
        Call call = client.newCall(requests.request(wire, current, attempt));
        call.addEventListener(attempt);
        call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        running = call;
        cancellation.onCancel(call::cancel);
        if (closed) {
            call.cancel();
        }
        try {
            return new Sent(call, executed(call, attempted), attempt, clock.get());
        } catch (IOException e) {
            if (Heads.isGarbage(e) && !isCancelled(cancellation)) {
                client.connectionPool().evictAll();
                throw ConnectionFailures.garbage(attempted, "what is no HTTP", e);
            }
            throw ConnectionFailures.of(attempted, e, attempt, ask, isCancelled(cancellation));
        } catch (Exception undeclared) { // OkHttp waits on queues and lets an interrupt out as it is.
            if (!(undeclared instanceof InterruptedException)) {
                throw undeclared;
            }
            throw ConnectionFailures.of(attempted, new InterruptedIOException("interrupted"), attempt, ask, true);
        }
    }

    private Response executed(Call call, String attempted) throws IOException {
        Response response = call.execute();
        String malformed = Heads.malformed(response.headers());
        if (malformed != null) {
            call.cancel();
            Heads.discard(response);
            throw ConnectionFailures.garbage(attempted, malformed, null);
        }
        return response;
    }

    private Answer read(Ask ask, Sent sent, String attempted, ChangeSink sink, Cancellation cancellation) {
        try (Response response = sent.response) {
            if (!(ask instanceof Ask.Call)) {
                // An API may send its caller elsewhere; what it says is the app's to read.
                Portal.refuse(attempted, response.request().url(), response);
            }
            GuardedBody body = GuardedBody.of(response, attempted, limits);
            WireResponse wire = Decoding.wire(response, body, sent.attempt, clock, limits);
            String page = Portal.head(response.header("Content-Type"), wire.body());
            try {
                Answer answer = Decoding.decode(dialect, ask, sent.call, response, wire, body, sink);
                serverClock.answered(response.headers(), sent.at);
                return answer;
            } catch (TransportException e) {
                if (page != null) {
                    throw Portal.of(page, e);
                }
                serverClock.answered(response.headers(), sent.at);
                throw e;
            } catch (ProtocolException e) {
                IOException cut = body.cut(e);
                if (cut != null && !Heads.isGarbage(cut)) {
                    throw ConnectionFailures.of(attempted, cut, sent.attempt, ask, isCancelled(cancellation));
                }
                client.connectionPool().evictAll(); // The rest of the garbage must not be taken for the next answer.
                throw page == null ? e : Portal.of(page, e);
            } catch (IOException e) {
                IOException lost = body.lost();
                if (lost != null && !Heads.isGarbage(lost)) {
                    throw ConnectionFailures.of(attempted, e, sent.attempt, ask, isCancelled(cancellation));
                }
                client.connectionPool().evictAll();
                throw ConnectionFailures.garbage(
                        attempted,
                        body.excess() != null
                                ? body.excess()
                                : lost != null ? "a body that is no HTTP" : "a broken body",
                        e);
            }
        }
    }

    private boolean isCancelled(Cancellation cancellation) {
        return closed || cancellation.isCancelled() || Thread.currentThread().isInterrupted();
    }

    /** Cancels a running exchange. A client that the app brought stays open. */
    @Override
    public void close() {
        closed = true;
        credential.cancel();
        if (live != null) {
            live.close();
        }
        Call call = running;
        if (call != null) {
            call.cancel();
        }
        if (ownClient) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private record Sent(Call call, Response response, Attempt attempt, Instant at) {}
}
