package dev.mooring.sync.okhttp;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of a transport that makes requests: one for each exchange, and a second one if a credential was refused and refreshed. It says of
 * each end what has become of the request. The other side is a {@link LiveSide}.
 */
final class HttpSide {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.okhttp");

    private final Dialect dialect;
    private final ClientSource clients;
    private final ServerClock serverClock;
    private final AppCredential credential;
    private final OkHttpTransportBuilder.Limits limits;
    private final RequestMaker requests;
    private final Supplier<Instant> clock;
    private final AccountGuard guard;
    private volatile boolean closed;
    private volatile @Nullable Call running;

    /**
     * No request is made yet.
     *
     * @param guard is asked about the account of each credential
     */
    HttpSide(
            OkHttpTransportBuilder builder,
            ClientSource clients,
            Secrets secrets,
            ServerClock serverClock,
            AccountGuard guard) {
        this.dialect = builder.dialect;
        this.clients = clients;
        this.serverClock = serverClock;
        this.limits = builder.limits();
        this.credential = new AppCredential(builder.credentials, secrets, limits.call());
        this.requests = new RequestMaker(builder.base, dialect, credential, builder.userAgent);
        this.clock = builder.clock;
        this.guard = guard;
    }

    /** Makes the request, and says what the server says. */
    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
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
            Sent first = send(ask, wire, current, attempted, end, cancellation, sink::sent);
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
            Sent second = send(ask, wire, next, attempted, end, cancellation, sink::sent);
            return read(ask, second, attempted, sink, cancellation);
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

    /**
     * Makes a request whose answer nobody reads, on a thread of its own, as the caller's may be one on which the platform allows no
     * network.
     */
    void leave(WireRequest wire, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        Thread leaving = new Thread(() -> left(wire, end), "mooring-leaving");
        leaving.setDaemon(true);
        leaving.start();
        try {
            leaving.join(Math.max(1, within.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void left(WireRequest wire, long end) {
        String attempted = wire.method() + " " + requests.path(wire);
        try {
            credential.begin();
            String current = credential.current(attempted);
            if (refused(attempted, Delivery.NOT_SENT, current) == null && !closed) {
                Call call = clients.get()
                        .newCall(requests.request(wire, current, new Attempt(Cancellation.NEVER, () -> {})));
                call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                running = call;
                call.execute().close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} was not answered ({})", attempted, e.getClass().getSimpleName());
        }
    }

    private Sent send(
            Ask ask,
            WireRequest wire,
            @Nullable String current,
            String attempted,
            long end,
            Cancellation cancellation,
            Runnable sent) {
        Attempt attempt = new Attempt(cancellation, sent);
        Call call = clients.get().newCall(requests.request(wire, current, attempt));
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
                clients.get().connectionPool().evictAll();
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
                clients.get()
                        .connectionPool()
                        .evictAll(); // The rest of the garbage must not be taken for the next answer.
                throw page == null ? e : Portal.of(page, e);
            } catch (IOException e) {
                IOException lost = body.lost();
                if (lost != null && !Heads.isGarbage(lost)) {
                    throw ConnectionFailures.of(attempted, e, sent.attempt, ask, isCancelled(cancellation));
                }
                clients.get().connectionPool().evictAll();
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

    /** Cancels the request that runs, and makes no other. */
    void close() {
        closed = true;
        credential.cancel();
        Call call = running;
        if (call != null) {
            call.cancel();
        }
    }

    private record Sent(Call call, Response response, Attempt attempt, Instant at) {}
}
