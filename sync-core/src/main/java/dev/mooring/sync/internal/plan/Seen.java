package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.order.Transition;
import dev.mooring.sync.internal.status.Aged;
import dev.mooring.sync.spi.SyncState;

/**
 * Where we stand, and what the running pull has shown. It moves with each slice that is committed, so it is true also where the
 * exchange breaks behind that.
 *
 * @param cursor as it stands in the storage
 * @param position in the server's one sequence, where there is one
 * @param shown whether the pull has shown anything
 * @param strange whether it has shown nothing yet of what was confirmed, so that it may be somebody else's
 * @param passedOver how much was not applied, as it was strange
 * @param aged what it shows older states of
 */
public record Seen(Cursor cursor, long position, boolean shown, boolean strange, long passedOver, Aged aged) {
    public static final Seen NOTHING = new Seen(Cursor.START, 0, false, false, 0, Aged.NONE);

    Seen at(Cursor to) {
        return at(to, position);
    }

    Seen at(Cursor to, long place) {
        return new Seen(to, place, shown, strange, passedOver, aged);
    }

    Seen at(SyncState state) {
        return at(state.cursor(), state.position());
    }

    /** A pull begins there. */
    Seen pulling(Cursor from, boolean mayBeStrange) {
        return new Seen(from, position, false, mayBeStrange, 0, Aged.NONE);
    }

    /** Something came. */
    public Seen showing() {
        return new Seen(cursor, position, true, strange, passedOver, aged);
    }

    /** What came is ours. */
    public Seen familiar() {
        return new Seen(cursor, position, shown, false, passedOver, aged);
    }

    /** What came is still strange, and is not applied. */
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

    /** What was passed over comes once more. */
    Seen anew() {
        return new Seen(cursor, position, shown, strange, 0, aged);
    }

    /** What is older was told, or need not be. */
    Seen toldAged() {
        return new Seen(cursor, position, shown, strange, passedOver, Aged.NONE);
    }
}
