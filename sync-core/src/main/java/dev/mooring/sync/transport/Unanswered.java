package dev.mooring.sync.transport;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Decides what it means that one of the app's own calls threw. */
final class Unanswered {
    private Unanswered() {}

    static SyncException of(String attempted, boolean push, Exception thrown, boolean cancelled) {
        Throwable e = unwrapped(thrown);
        if (e instanceof SyncException known) {
            return known;
        }
        if (cancelled || e instanceof InterruptedException) {
            if (!cancelled) {
                Thread.currentThread().interrupt(); // The interrupt is meant for the owner of this thread.
            }
            return failure(Kind.CANCELLED, Delivery.MAYBE_SENT, attempted + " was cancelled", e);
        }
        if (!(e instanceof IOException)) {
            return new ProtocolException(attempted + " broke, as the app's log says; nothing of it counts", e);
        }
        boolean unsent = isUnsent(e);
        boolean untrusted = isUntrusted(e);
        return failure(
                untrusted ? Kind.UNTRUSTED : Kind.OFFLINE,
                unsent ? Delivery.NOT_SENT : Delivery.MAYBE_SENT,
                attempted + (untrusted ? " found a server that is not trusted" : " got no answer") + "; "
                        + (unsent
                                ? "nothing was sent"
                                : push
                                        ? "the server may have the mutations, which is found out before anything else"
                                                + " is sent"
                                        : "it only asks, so nothing is in doubt"),
                e);
    }

    private static TransportException failure(Kind kind, Delivery delivery, String message, Throwable cause) {
        return new TransportException(kind, delivery, null, message, cause);
    }

    private static Throwable unwrapped(Throwable e) {
        boolean wrapper = e instanceof ExecutionException
                || e instanceof CompletionException
                || e instanceof UncheckedIOException;
        Throwable cause = e.getCause();
        return wrapper && cause != null ? unwrapped(cause) : e;
    }

    /** There was no connection, or it was given up before the request; and nothing else was tried before. */
    private static boolean isUnsent(Throwable e) {
        boolean unsent = e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof UnknownHostException
                || e instanceof UnknownServiceException
                || (isUntrusted(e) && causedBy(e, CertificateException.class, SSLPeerUnverifiedException.class));
        for (Throwable earlier : e.getSuppressed()) {
            unsent &= isUnsent(earlier);
        }
        return unsent;
    }

    /** If the other side just broke off the handshake, the connection is lost; everything else about TLS is about trust. */
    private static boolean isUntrusted(Throwable e) {
        boolean forbidden = e instanceof UnknownServiceException; // The platform forbids clear text to this host.
        return forbidden || (e instanceof SSLException && !causedBy(e, EOFException.class, SocketException.class));
    }

    private static boolean causedBy(Throwable e, Class<?> one, Class<?> other) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (one.isInstance(cause) || other.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
