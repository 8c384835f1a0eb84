package dev.mooring.sync.okhttp;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.LiveBox.Item;
import dev.mooring.sync.okhttp.LiveBox.Taking;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One exchange over a channel, on the thread that makes it. Whatever ends it without an answer also ends the connection: what comes later
 * must not be taken for an answer to another ask, and what was taken half must not count as taken.
 */
final class LiveExchange {
    private final LiveLine line;
    private final Ask ask;
    private final ChangeSink sink;
    private final Cancellation cancellation;
    private final Function<LiveLine, @Nullable Answer> refusal;
    private final long end;
    private final boolean used;
    private boolean inOrder;
    private boolean stale;
    private boolean took;

    /**
     * An exchange that is not begun.
     *
     * @param refusal in place of an exchange with the credential of another account
     * @param end by the monotonic clock
     */
    LiveExchange(
            LiveLine line,
            Ask ask,
            ChangeSink sink,
            Cancellation cancellation,
            Function<LiveLine, @Nullable Answer> refusal,
            long end) {
        this.line = line;
        this.ask = ask;
        this.sink = sink;
        this.cancellation = cancellation;
        this.refusal = refusal;
        this.end = end;
        this.used = line.wasOpen();
    }

    /**
     * Makes it.
     *
     * @return null if a connection that was there before broke without having done anything of it: another one may
     */
    @Nullable
    Answer run() {
        boolean takes = ask instanceof Ask.Pull || ask instanceof Ask.Heard;
        line.box.take(takes ? Taking.ALL : Taking.ENDS);
        cancellation.onCancel(line.box::cancel);
        try {
            Answer other = refusal.apply(line);
            if (other != null) {
                inOrder = true;
                return other;
            }
            if (!line.talk.serve(ask)) {
                line.redial();
            }
            Answer answer = null;
            while (answer == null && !stale) {
                answer = next();
            }
            inOrder = true;
            return answer;
        } finally {
            cancellation.onCancel(() -> {});
            line.talk.served();
            line.box.take(Taking.NOTHING);
            if (!inOrder) {
                line.abandon("an exchange over it did not end in order");
            }
        }
    }

    /** Takes the next thing; null as long as there is no answer. */
    private @Nullable Answer next() {
        Item item = line.box.next(() -> line.talk.patience().toNanos(), end);
        if (item instanceof Item.Slice slice) {
            took = true;
            LiveDialect.Reading reading = slice.reading();
            if (reading != null) {
                sink.reading(reading.changes(), reading.bytes(), reading.length());
            }
            sink.accept(
                    slice.changes(),
                    slice.after() == null ? null : slice.after().apply(ask.cursor()));
        } else if (item instanceof Item.Answered answered) {
            return answered.answer();
        } else if (item instanceof Item.Failed failed) {
            inOrder = true; // Where the connection is no good any more, the session ends it.
            throw failed.failure();
        } else if (item instanceof Item.Ready) {
            return go();
        } else if (item instanceof Item.Again) {
            line.talk.again();
            line.redial();
        } else if (item instanceof Item.Over over) {
            return over(over.end(), over.mayBeSent());
        } else {
            nothing(((Item.Nothing) item).cancelled());
        }
        return null;
    }

    private @Nullable Answer go() {
        Answer other = refusal.apply(line);
        if (other != null) {
            return other;
        }
        if (!cancellation.maySend()) {
            throw failed(Kind.CANCELLED, false, " was not used any more; nothing was sent");
        }
        line.talk.tell(LiveDialect.Session::go);
        return null;
    }

    private void nothing(boolean cancelled) {
        if (cancelled) {
            throw failed(Kind.CANCELLED, line.talk.mayBeSent(), " was closed, as the exchange over it was cancelled");
        }
        if (System.nanoTime() - end >= 0) {
            String what = took
                    ? " was still bringing changes when the exchange had to be over"
                    : " did not answer before the exchange had to be over";
            throw failed(Kind.OFFLINE, line.talk.mayBeSent(), what);
        }
        line.talk.tell(LiveDialect.Session::silent);
    }

    private TransportException failed(Kind kind, boolean mayBeSent, String what) {
        return new TransportException(
                kind, mayBeSent ? Delivery.MAYBE_SENT : Delivery.NOT_SENT, null, line.attempted() + what, null);
    }

    /** The connection is over, and the exchange with it. */
    private @Nullable Answer over(End over, boolean mayBeSent) {
        if (used && !mayBeSent && !took && !cancellation.isCancelled()) {
            stale = true; // It may have been over before this began. A new connection shows whether it is the server's
            // last word.
            inOrder = true;
            return null;
        }
        Kind kind = switch (over.kind()) {
            case GARBAGE -> throw new ProtocolException(over.words(), null);
            case OTHER_ACCOUNT -> null;
            case AUTH_REQUIRED -> Kind.AUTH;
            case ABSENT -> Kind.REFUSED;
            case BUSY -> over.retryAfter() == null ? Kind.SERVER : Kind.THROTTLED;
            default -> cancellation.isCancelled() ? Kind.CANCELLED : Kind.OFFLINE;
        };
        if (kind == null) {
            return new Answer.Incompatible(Mismatch.OTHER_ACCOUNT, over.words());
        }
        Delivery delivery = mayBeSent ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
        throw new TransportException(kind, delivery, over.retryAfter(), over.words(), null);
    }
}
