package dev.mooring.sync.okhttp;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** What it takes to open a channel to the server of a transport: the credential, the guard, the request. Blocks. */
final class LiveDial {
    private static final int SECRET_FROM = 8;

    final LiveDialect dialect;
    private final ClientSource clients;
    final AccountGuard guard;
    final Secrets secrets;
    final Supplier<Instant> clock;
    private final BaseUrl base;
    private final String userAgent;
    private final AppCredential credential;
    private final long maxMessageBytes;
    private final Predicate<HttpUrl> mayCarry;

    /**
     * For one transport.
     *
     * @param credential of its own, as it is asked while an exchange asks for it, too
     * @param guard that of core, whatever it is at the time
     */
    LiveDial(
            LiveDialect dialect,
            ClientSource clients,
            OkHttpTransportBuilder builder,
            AppCredential credential,
            Secrets secrets,
            AccountGuard guard) {
        this.dialect = dialect;
        this.clients = clients;
        this.guard = guard;
        this.secrets = secrets;
        this.clock = builder.clock;
        this.base = builder.base;
        this.userAgent = builder.userAgent;
        this.credential = credential;
        this.mayCarry = builder::mayCarry;
        this.maxMessageBytes = builder.limits().maxValueBytes();
    }

    /** A request that is about to be made. Its words hold no query. */
    record Way(
            Opening opening,
            Request request,
            String attempted,
            @Nullable String credential,
            @Nullable Account account) {}

    /** Why nothing is opened. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient End end;

        Refused(End end) {
            super(end.words(), null, false, false);
            this.end = end;
        }

        End end() {
            return end;
        }
    }

    /** Whether the app has asked for a channel. */
    boolean isWanted() {
        try {
            return dialect.isLive() && dialect.opening(base.url(), null) != null;
        } catch (IllegalArgumentException opensNothing) {
            return true;
        }
    }

    /** The credential as it stands now; null without credentials. */
    @Nullable
    String current() throws Refused {
        credential.begin();
        try {
            return credential.current(words(base.url()));
        } catch (TransportException e) {
            throw new Refused(LiveEnds.of(e));
        }
    }

    /** The one in place of another that was refused so. */
    String refreshed(String refused, End because) throws Refused {
        credential.begin();
        try {
            return credential.refreshed(words(base.url()), refused);
        } catch (TransportException e) {
            End end = LiveEnds.of(e);
            throw new Refused(
                    end.kind() == Kind.AUTH_REQUIRED
                            ? new End(end.kind(), because.words() + "; sign in again", null)
                            : end);
        }
    }

    /** Whose it is; null if nothing tells. It is the one whose data is here, as far as anybody knows. */
    @Nullable
    Account account(@Nullable String value) throws Refused {
        try {
            Account account = value == null
                    ? null
                    : credential.account(words(base.url()), Delivery.NOT_SENT, value, dialect.sessionCookie());
            String refusal = account == null ? null : guard.refusal(account);
            if (refusal != null) {
                throw new Refused(new End(Kind.OTHER_ACCOUNT, refusal, null));
            }
            return account;
        } catch (TransportException e) {
            throw new Refused(LiveEnds.of(e));
        } catch (SyncException storage) {
            throw new Refused(new End(Kind.LOST, "the account of the data here could not be read", null));
        }
    }

    Way way(@Nullable String value) throws Refused {
        Account account = account(value);
        Opening opening;
        try {
            opening = dialect.opening(base.url(), value);
        } catch (IllegalArgumentException e) {
            throw new Refused(new End(Kind.ABSENT, String.valueOf(e.getMessage()), null));
        }
        if (opening == null) {
            throw new Refused(new End(Kind.ABSENT, "the dialect opens no channel", null));
        }
        HttpUrl url = opening.url();
        if (!mayCarry.test(url)) {
            throw new Refused(new End(
                    Kind.ABSENT,
                    words(url)
                            + " was not opened, as plain http would show data and credential to everybody on the way:"
                            + " use wss or https, or accept it by allowPlainHttp()",
                    null));
        }
        for (int i = 0; i < url.querySize(); i++) {
            String each = url.queryParameterValue(i);
            if (each != null && each.length() >= SECRET_FROM) {
                secrets.sent(each);
            }
        }
        return new Way(opening, request(opening, value), words(url), value, account);
    }

    private Request request(Opening opening, @Nullable String value) throws Refused {
        Request.Builder request = new Request.Builder().url(opening.url()).header("User-Agent", userAgent);
        if (opening.carrier() == LiveDialect.Carrier.EVENTS) {
            request.header("Accept", "text/event-stream")
                    .header("Accept-Encoding", "identity")
                    .header("Cache-Control", "no-store");
        }
        if (dialect.namesOrigin()) {
            request.header("Origin", RequestMaker.origin(base.url()));
        }
        for (int i = 0; i < opening.headers().size(); i++) {
            request.header(opening.headers().name(i), opening.headers().value(i));
        }
        if (opening.carriesCredential() && value != null) {
            try {
                request.header(credential.header(), value);
            } catch (IllegalArgumentException e) { // Its words hold the credential.
                throw new Refused(new End(
                        Kind.AUTH_REQUIRED, "the credential holds what no header can carry; sign in again", null));
            }
        }
        return request.build();
    }

    long maxValueBytes() {
        return maxMessageBytes;
    }

    LiveCarrier carrier(Way way, LiveCarrier.Taker taker) {
        if (way.opening.carrier() == LiveDialect.Carrier.BINARY) {
            return new UpgradeRunner(clients.get(), way.request, way.attempted, clock, taker);
        }
        Meter meter = new Meter(maxMessageBytes, System::nanoTime);
        return way.opening.carrier() == LiveDialect.Carrier.EVENTS
                ? new StreamRunner(clients.get(), way.request, way.attempted, meter, clock, taker)
                : new SocketRunner(clients.get(), way.request, way.attempted, dialect.pings(), meter, clock, taker);
    }

    /** Ends the waiting for a credential. */
    void cancel() {
        credential.cancel();
    }

    /** As it may be said. */
    private static String words(HttpUrl url) {
        return "the channel to "
                + url.newBuilder()
                        .query(null)
                        .fragment(null)
                        .username("")
                        .password("")
                        .build();
    }
}
