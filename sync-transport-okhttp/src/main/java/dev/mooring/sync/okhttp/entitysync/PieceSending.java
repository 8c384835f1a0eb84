package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.spi.Ask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Pieces that go over the channel, one by one, as an acknowledgement does not say of what it is. So none goes while another message could
 * be acknowledged.
 */
final class PieceSending {
    private final boolean repertoire;
    private final Announcing announcing = new Announcing();
    private @Nullable Outgoing waiting;
    private long announced;
    private long stored = -1;

    PieceSending(boolean repertoire) {
        this.repertoire = repertoire;
    }

    /** The message of the next mutation of a batch of pieces; null if there is none. */
    @Nullable
    String next(Ask.Push push, int settled, Instant now) {
        String wire = push.wire().isEmpty() ? EntityPushBody.of(push) : push.wire();
        if (!repertoire
                || !EntityPushBody.isEvents(wire)
                || settled >= push.mutations().size()) {
            return null;
        }
        Outgoing piece = Outgoing.of(push.mutations().get(settled));
        waiting = piece;
        return PieceEvents.of(piece, now);
    }

    boolean isWaiting() {
        return waiting != null;
    }

    /**
     * The server has taken something: the piece that waits, which is returned, or an announcement, which it should not.
     *
     * @param sequence of what was stored, which grows (§2); one that does not came twice and tells nothing; negative where none is told
     */
    @Nullable
    Outgoing acknowledged(long sequence) {
        if (sequence >= 0 && sequence <= stored) {
            return null;
        }
        stored = Math.max(stored, sequence);
        Outgoing taken = waiting;
        waiting = null;
        if (taken == null) {
            announcing.answered();
        }
        return taken;
    }

    /** The server refuses the piece that waits; if none does, possibly an announcement. */
    void refused() {
        if (waiting == null) {
            announcing.answered();
        }
        waiting = null;
    }

    boolean mayBegin() {
        return !announcing.isInDoubt();
    }

    boolean mayAnnounce() {
        return announcing.goesOn() && waiting == null;
    }

    String announcement(Instant now, long exchange) {
        announced = exchange;
        return announcing.event(now);
    }

    boolean isInDoubt() {
        return announcing.isInDoubt();
    }

    /**
     * A stream has ended.
     *
     * @param asked as {@link Freshness#now} told
     * @return whether pieces may go from here on that could not before
     */
    boolean outlived(long asked) {
        boolean proven = announcing.isInDoubt() && asked >= announced;
        if (proven) {
            announcing.outlived();
        }
        return proven && repertoire;
    }
}
