package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The app's {@link Credentials}, one at a time. Null in, null out: a transport without credentials sends none.
 *
 * <p>Transports that share the app's object share one {@link Refresh}.
 */
final class AppCredential {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.okhttp");

    private final @Nullable Credentials source;
    private final Secrets secrets;
    private final Duration patience;
    private final AskedAside aside = new AskedAside();

    /**
     * Asked for with patience.
     *
     * @param patience how long one asking may take
     */
    AppCredential(@Nullable Credentials source, Secrets secrets, Duration patience) {
        this.source = source;
        this.secrets = secrets;
        this.patience = patience;
    }

    /** An exchange begins. */
    void begin() {
        aside.begin();
    }

    /** Ends the waiting for one, from any thread. */
    void cancel() {
        aside.cancel();
    }

    String header() {
        return source == null ? "Authorization" : source.header();
    }

    @Nullable
    String current(String attempted) {
        Credentials asked = source;
        if (asked == null) {
            return null;
        }
        String value = had(new Attempted(attempted, false), asked::current);
        if (value == null) {
            throw failed(Kind.AUTH, Delivery.NOT_SENT, attempted + " was not made, as nobody is signed in; sign in");
        }
        secrets.sent(value);
        return value;
    }

    /** The one to try after a refusal. Never called without credentials. */
    String refreshed(String attempted, String refused) {
        Credentials asked = source;
        String value = asked == null
                ? null
                : had(new Attempted(attempted, true), () -> Refresh.of(asked).instead(asked, refused));
        if (value == null) {
            throw failed(
                    Kind.AUTH,
                    Delivery.ANSWERED,
                    attempted + " was answered 401, as the credential is not accepted, and there is no newer one;"
                            + " sign in again");
        }
        secrets.sent(value);
        return value;
    }

    /** Whom it stands for; null if nothing tells. */
    @Nullable
    Account account(String attempted, Delivery delivery, String value, String session) {
        Credentials asked = source;
        if (asked == null) {
            return null;
        }
        String named = had(new Attempted(attempted, delivery == Delivery.ANSWERED), () -> asked.account(value));
        if (named != null && !named.isEmpty()) {
            return new Account(Account.Kind.APP, named);
        }
        String subject = Subject.of(value, session);
        if (subject != null) {
            return new Account(Account.Kind.TOKEN, subject);
        }
        return isPassword(value)
                ? null
                : new Account(
                        Account.Kind.CREDENTIAL,
                        ByteString.encodeUtf8(value).sha256().hex());
    }

    /** Not even a part of its fingerprint is kept: people's passwords can be guessed. */
    private static boolean isPassword(String value) {
        return value.regionMatches(true, 0, "Basic ", 0, 6) || value.regionMatches(true, 0, "Digest ", 0, 7);
    }

    /** A request, and whether it is about to be made again with another credential, as the server has refused one. */
    private record Attempted(String what, boolean again) {
        Delivery delivery() {
            return again ? Delivery.ANSWERED : Delivery.NOT_SENT;
        }

        String words() {
            return again
                    ? what + " was answered 401, as the credential is not accepted, and "
                    : what + " was not made, as ";
        }
    }

    /** What a source throws may tell what it tried, so its type goes to the log, and nothing is kept. */
    private @Nullable String had(Attempted attempted, AskedAside.Question<String> question) {
        try {
            return source instanceof FixedCredential ? question.ask() : aside.ask(question, patience.toNanos());
        } catch (TimeoutException e) {
            throw failed(
                    Kind.OFFLINE,
                    attempted.delivery(),
                    attempted.words() + "the app's source of credentials did not answer within " + patience.toMillis()
                            + " ms");
        } catch (CancellationException | InterruptedException e) {
            throw failed(
                    Kind.CANCELLED,
                    attempted.delivery(),
                    attempted.what() + " was cancelled while it waited for a credential");
        } catch (ExecutionException e) {
            throw threw(attempted, e.getCause());
        } catch (Exception e) {
            throw threw(attempted, e);
        }
    }

    private static TransportException threw(Attempted attempted, @Nullable Throwable thrown) {
        LOG.warn(
                "the app's source of credentials threw {}", // Its words may hold the credential.
                thrown == null ? "something" : thrown.getClass().getName());
        if (thrown instanceof IOException) {
            return failed(
                    Kind.OFFLINE,
                    attempted.delivery(),
                    attempted.words() + "the app's source of credentials could not be reached");
        }
        return failed(
                Kind.AUTH,
                attempted.delivery(),
                attempted.words() + "the app's source of credentials failed, as its log says; sign in again");
    }

    private static TransportException failed(Kind kind, Delivery delivery, String words) {
        return new TransportException(kind, delivery, null, words, null);
    }
}
