package dev.mooring.sync.internal.state;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.status.Aged;
import dev.mooring.sync.spi.storage.SyncState;

/**
 * Where the storage stands, and what the running pull has shown. It moves with each slice that is committed, so it stays true if the
 * exchange breaks after that.
 *
 * @param cursor as it stands in the storage
 * @param position in the server's one sequence, where there is one
 * @param shown whether the pull has shown anything
 * @param strange whether it has shown nothing yet of what was confirmed here, so that it may belong to another account
 * @param passedOver how many changes were not applied because of that
 * @param aged the keys whose older states it shows
 */
public record Seen(Cursor cursor, long position, boolean shown, boolean strange, long passedOver, Aged aged) {
    public static final Seen NOTHING = new Seen(Cursor.START, 0, false, false, 0, Aged.NONE);

    public Seen at(Cursor to) {
        return at(to, position);
    }

    public Seen at(Cursor to, long place) {
        return new Seen(to, place, shown, strange, passedOver, aged);
    }

    public Seen at(SyncState state) {
        return at(state.cursor(), state.position());
    }

    /** A pull begins at this cursor. */
    public Seen pulling(Cursor from, boolean mayBeStrange) {
        return new Seen(from, position, false, mayBeStrange, 0, Aged.NONE);
    }

    /** The pull has shown something. */
    public Seen showing() {
        return new Seen(cursor, position, true, strange, passedOver, aged);
    }

    /** The pull has shown something that was confirmed here. */
    public Seen familiar() {
        return new Seen(cursor, position, shown, false, passedOver, aged);
    }

    /** Changes came that are still strange, and were not applied. */
    public Seen passingOver(int changes) {
        return new Seen(cursor, position, shown, strange, passedOver + changes, aged);
    }

    /** A transition is committed. */
    public Seen noting(Transition transition) {
        return new Seen(
                transition.state().cursor(),
                transition.state().position(),
                shown,
                strange,
                passedOver,
                aged.and(transition.keys().aged()));
    }

    /** What was passed over is pulled again. */
    public Seen anew() {
        return new Seen(cursor, position, shown, strange, 0, aged);
    }

    /** The older states were told, or need not be. */
    public Seen toldAged() {
        return new Seen(cursor, position, shown, strange, passedOver, Aged.NONE);
    }
}
