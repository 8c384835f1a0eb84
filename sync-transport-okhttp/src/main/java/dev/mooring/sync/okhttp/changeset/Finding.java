package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ends, and the exchange over it.
 *
 * @param mismatch with what the client knew; null if it is a failure
 * @param failure of the exchange; null if it is a mismatch
 * @param end of the connection
 * @param words for a person
 */
record Finding(@Nullable Mismatch mismatch, @Nullable SyncException failure, WakeUps.Kind end, String words) {
    /** This server is not the one of the cursor: seldom asked again. */
    static Finding of(Mismatch mismatch, String words) {
        return new Finding(mismatch, null, WakeUps.Kind.ABSENT, words);
    }

    static Finding of(Kind kind, Delivery delivery, WakeUps.Kind end, String words) {
        return new Finding(null, new TransportException(kind, delivery, null, words, null), end, words);
    }

    static Finding of(ProtocolException garbage) {
        return new Finding(null, garbage, WakeUps.Kind.GARBAGE, String.valueOf(garbage.getMessage()));
    }

    /** A server knows clients by their names. */
    static Finding nameless() {
        String words = "nothing was asked of the server, as the storage has given this client no name";
        return of(Kind.REFUSED, Delivery.NOT_SENT, WakeUps.Kind.ABSENT, words);
    }

    /** A server that acknowledges nothing has not taken what it was sent, time and again. */
    static Finding notTaken() {
        String words = "the server was sent a batch, and shows the next connection that it has not taken it";
        return of(Kind.SERVER, Delivery.ANSWERED, WakeUps.Kind.AWAY, words);
    }
}
