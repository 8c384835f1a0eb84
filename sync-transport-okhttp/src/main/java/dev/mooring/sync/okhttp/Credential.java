package dev.mooring.sync.okhttp;

import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The app's {@link Credentials}, one at a time. Null in, null out: a transport without credentials sends none.
 *
 * <p>The lock is on the app's object, so that two transports that share it share one refresh.
 */
final class Credential {
    private final @Nullable Credentials source;

    Credential(@Nullable Credentials source) {
        this.source = source;
    }

    String header() {
        return source == null ? "Authorization" : source.header();
    }

    @Nullable
    String current(String attempted) {
        return source == null ? null : ask(attempted, source, null, Delivery.NOT_SENT);
    }

    /** The one to try after a refusal. Never called without credentials. */
    String refreshed(String attempted, String refused) {
        if (source == null) {
            throw signedOut(attempted, Delivery.ANSWERED, null);
        }
        synchronized (source) {
            String now = ask(attempted, source, null, Delivery.ANSWERED);
            return now.equals(refused) ? ask(attempted, source, refused, Delivery.ANSWERED) : now;
        }
    }

    private static String ask(String attempted, Credentials source, @Nullable String refused, Delivery delivery) {
        String value;
        try {
            value = refused == null ? source.current() : source.refresh(refused);
        } catch (IOException e) {
            throw new TransportException(
                    Kind.OFFLINE,
                    delivery,
                    null,
                    attempted + " could not get its credential (" + e.getClass().getSimpleName()
                            + "); tried again later",
                    e);
        } catch (RuntimeException e) {
            throw signedOut(attempted, delivery, e);
        }
        if (value == null) {
            throw signedOut(attempted, delivery, null);
        }
        return value;
    }

    private static TransportException signedOut(String attempted, Delivery delivery, @Nullable Throwable cause) {
        return new TransportException(
                Kind.AUTH,
                delivery,
                null,
                attempted + " has no credential; sign in again, mutations stay queued",
                cause);
    }
}
