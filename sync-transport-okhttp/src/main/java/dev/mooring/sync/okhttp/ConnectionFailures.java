package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What it means when a connection throws. */
final class ConnectionFailures {
    private ConnectionFailures() {}

    /**
     * Classifies the end of an attempt without a whole answer.
     *
     * @param attempted for the message
     * @param e what OkHttp threw
     * @param attempt how far it came
     * @param ask what the exchange was for
     * @param cancelled whether somebody cancelled it, or interrupted its thread
     * @return the exception to throw
     */
    static TransportException of(String attempted, IOException e, Attempt attempt, Ask ask, boolean cancelled) {
        Delivery delivery = attempt.delivery();
        if (cancelled) {
            return new TransportException(Kind.CANCELLED, delivery, null, attempted + " was cancelled", e);
        }
        boolean untrusted = !attempt.begun() && isUntrusted(e);
        return new TransportException(
                untrusted ? Kind.UNTRUSTED : Kind.OFFLINE,
                delivery,
                null,
                attempted + (untrusted ? " found a server that is not trusted" : " got no answer") + " ("
                        + what(e, attempt.begun()) + "); " + fate(ask, delivery),
                e);
    }

    /** What became of a request. */
    private static String fate(Ask ask, Delivery delivery) {
        if (delivery == Delivery.NOT_SENT) {
            return "nothing was sent";
        }
        String mutations = "which is found out before anything else is sent";
        if (ask instanceof Ask.Push) {
            return "the server may have the mutations, " + mutations;
        } else if (ask instanceof Ask.Call call) {
            return call.push() == null
                    ? "the server may have made the call; it is not made again"
                    : "the server may have made the call, which is not made again, and may have the mutations, "
                            + mutations;
        }
        return "it only asks, so nothing is in doubt";
    }

    /** What happened, for a person. */
    static String what(IOException e, boolean begun) {
        if (e instanceof UnknownHostException) {
            return "its name is not known here";
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "nobody takes connections there";
        } else if (e instanceof UnknownServiceException) {
            return "this platform does not allow plain http there";
        } else if (e instanceof InterruptedIOException) {
            return begun ? "it took too long" : "the connection took too long";
        } else if (!begun && e instanceof SSLException) {
            return isUntrusted(e)
                    ? "what answers there proves no name, or speaks no https"
                    : "the connection was cut while it was being secured; if that goes on, no https is spoken there";
        }
        return begun ? "the connection was cut" : "the connection failed";
    }

    /**
     * A handshake in which the connection broke is a lost connection; everything else about TLS is about trust, also a peer that
     * calmly ends the connection when it is asked for its name: so does a server that speaks plain http.
     */
    private static boolean isUntrusted(IOException e) {
        if (e instanceof UnknownServiceException) {
            return true; // The platform forbids clear text to this host.
        }
        if (!(e instanceof SSLException)) {
            return false;
        }
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                return false;
            }
        }
        return true;
    }

    /** What came is no answer of a server over HTTP. */
    static ProtocolException garbage(String attempted, String what, @Nullable Throwable cause) {
        return new ProtocolException(attempted + " was answered with " + what + "; nothing of it counts", cause);
    }
}
