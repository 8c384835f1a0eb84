package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
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
import dev.mooring.sync.spi.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
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
    private final ClientSource clients;
    private final Secrets secrets = new Secrets();
    private final ServerClock serverClock = new ServerClock();
    private final OkHttpTransportBuilder.Limits limits;
    private final HttpSide http;
    private final @Nullable LiveSide live;
    private volatile AccountGuard guard = account -> null;
    /** Where this client was after it wrote last; null if it has not, or the server did not answer since. */
    private volatile @Nullable Cursor written;

    OkHttpTransport(OkHttpTransportBuilder builder, ClientSource clients) {
        this.dialect = builder.dialect;
        this.capabilities = builder.dialect.capabilities(builder.serverName());
        this.clients = clients;
        this.limits = builder.limits();
        this.http = new HttpSide(builder, clients, secrets, serverClock, account -> guard.refusal(account));
        this.live = LiveSide.of(builder, clients, secrets, account -> guard.refusal(account));
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
        Cursor before = written;
        written = null; // A server that does not answer this is not asked for anything else.
        Answer answer = answered(ask, sink, cancellation);
        boolean writes = ask instanceof Ask.Push || (ask instanceof Ask.Call call && call.push() != null);
        written = writes && answer instanceof Answer.Settled settled
                ? settled.page().cursor()
                : before;
        return answer;
    }

    private Answer answered(Ask ask, ChangeSink sink, Cancellation cancellation) {
        SinkGuard guard = new SinkGuard(sink);
        Supplier<Answer> request = () -> http.exchange(ask, guard, cancellation);
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

    /** By one request of the dialect, if this transport has written something. */
    @Override
    public void leave(Duration within) {
        Cursor last = written;
        written = null;
        WireRequest request = last == null ? null : dialect.leaving(last);
        if (request != null) {
            http.leave(request, within);
        }
    }

    /** Cancels a running exchange. A client that the app brought stays open. */
    @Override
    public void close() {
        http.close();
        if (live != null) {
            live.close();
        }
        clients.close();
    }
}
