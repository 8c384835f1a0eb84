package dev.mooring.sync.okhttp;

import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownServiceException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What it means when a connection throws. */
final class Failures {
    private Failures() {}

    /**
     * Classifies the end of an attempt without a whole answer.
     *
     * @param attempted for the message
     * @param e what OkHttp threw
     * @param attempt how far it came
     * @param cancelled whether somebody cancelled it, or interrupted its thread
     * @return the exception to throw
     */
    static TransportException of(String attempted, IOException e, Attempt attempt, boolean cancelled) {
        Delivery delivery = attempt.delivery();
        if (cancelled) {
            return new TransportException(Kind.CANCELLED, delivery, null, attempted + " was cancelled", e);
        }
        boolean untrusted = !attempt.begun() && isUntrusted(e);
        String next = delivery == Delivery.NOT_SENT
                ? "nothing was sent, mutations stay queued"
                : "the server may have it, which is found out before anything else is sent";
        return new TransportException(
                untrusted ? Kind.UNTRUSTED : Kind.OFFLINE,
                delivery,
                null,
                attempted + (untrusted ? " found a server that is not trusted" : " got no answer") + " ("
                        + e.getClass().getSimpleName() + "); " + next,
                e);
    }

    /** A handshake that the other side just broke off is a lost connection; everything else about TLS is about trust. */
    private static boolean isUntrusted(IOException e) {
        if (e instanceof UnknownServiceException) {
            return true; // The platform forbids clear text to this host.
        }
        if (!(e instanceof SSLException)) {
            return false;
        }
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof java.net.SocketException) {
                return false;
            }
        }
        return true;
    }
}
