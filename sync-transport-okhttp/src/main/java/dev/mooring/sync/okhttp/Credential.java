package dev.mooring.sync.okhttp;

import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.spi.Account;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The app's {@link Credentials}, one at a time. Null in, null out: a transport without credentials sends none.
 *
 * <p>Transports that share the app's object share one {@link Refresh}.
 */
final class Credential {
    private final @Nullable Credentials source;
    private final Secrets secrets;

    Credential(@Nullable Credentials source, Secrets secrets) {
        this.source = source;
        this.secrets = secrets;
    }

    String header() {
        return source == null ? "Authorization" : source.header();
    }

    @Nullable
    String current(String attempted) {
        Credentials asked = source;
        return asked == null ? null : had(attempted, Delivery.NOT_SENT, asked::current);
    }

    /** The one to try after a refusal. Never called without credentials. */
    String refreshed(String attempted, String refused) {
        Credentials asked = source;
        if (asked == null) {
            throw signedOut(attempted, Delivery.ANSWERED);
        }
        return had(attempted, Delivery.ANSWERED, () -> Refresh.of(asked).instead(asked, refused));
    }

    /** Whom it stands for; null if nothing tells. */
    @Nullable
    Account account(String attempted, Delivery delivery, String value, String session) {
        Credentials asked = source;
        if (asked == null) {
            return null;
        }
        String named;
        try {
            named = asked.account(value);
        } catch (RuntimeException e) {
            throw threw(attempted, delivery, e);
        }
        if (named != null && !named.isEmpty()) {
            return new Account(Account.Kind.APP, named);
        }
        String subject = Subject.of(value, session);
        return subject == null ? null : new Account(Account.Kind.TOKEN, subject);
    }

    /** What a source throws may tell what it tried, so it is named and not kept. */
    private String had(String attempted, Delivery delivery, Asking asking) {
        String value;
        try {
            value = asking.ask();
        } catch (IOException e) {
            throw new TransportException(
                    Kind.OFFLINE,
                    delivery,
                    null,
                    attempted + " could not get its credential (" + e.getClass().getSimpleName()
                            + "); tried again later",
                    null);
        } catch (RuntimeException e) {
            throw threw(attempted, delivery, e);
        }
        if (value == null) {
            throw signedOut(attempted, delivery);
        }
        secrets.sent(value);
        return value;
    }

    private static TransportException threw(String attempted, Delivery delivery, RuntimeException e) {
        return new TransportException(
                Kind.AUTH,
                delivery,
                null,
                attempted + " has no credential, as its source threw "
                        + e.getClass().getSimpleName() + "; sign in again, mutations stay queued",
                null);
    }

    private interface Asking {
        @Nullable
        String ask() throws IOException;
    }

    private static TransportException signedOut(String attempted, Delivery delivery) {
        return new TransportException(
                Kind.AUTH,
                delivery,
                null,
                attempted + " has no credential; sign in again, mutations stay queued",
                null);
    }
}
