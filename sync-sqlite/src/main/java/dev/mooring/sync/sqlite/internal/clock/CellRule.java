package dev.mooring.sync.sqlite.internal.clock;

import java.util.function.IntSupplier;

/**
 * What becomes of a cell that comes, against what is here. It compares three things in turn, and the first that differs decides: the
 * causal length of the row, the version of the column, the value. So whichever of two cells comes first, the same one is left.
 */
final class CellRule {
    /** The causal length of a row without a clock. */
    static final long NO_ROW = 0;

    /** The version of a column without a clock. */
    static final long NO_CELL = -1;

    private CellRule() {}

    /** What becomes of it. */
    enum Fate {
        /** It is older than what is here, or lost to it. */
        IGNORE,

        /** It is just what is here, which keeps its clock. */
        KEEP,

        /** It takes the place of the column's value. */
        SET,

        /** The row goes, with the clocks of its columns. */
        DELETE,

        /** The row begins anew, without the clocks of its columns; a column is set then. */
        REVIVE
    }

    /**
     * Decides.
     *
     * @param cl the causal length of the row here, or {@link #NO_ROW}
     * @param cv the version of the column here, or {@link #NO_CELL}
     * @param incoming what comes
     * @param order its value against the one here, by {@link ValueOrder}; asked only if nothing else decides
     */
    static Fate of(long cl, long cv, Cell incoming, IntSupplier order) {
        if (incoming.cl() != cl) {
            if (incoming.cl() < cl) {
                return Fate.IGNORE;
            }
            return Cell.isThere(incoming.cl()) ? Fate.REVIVE : Fate.DELETE;
        }
        if (incoming.isSentinel() || !Cell.isThere(cl) || incoming.cv() < cv) {
            return Fate.IGNORE;
        }
        if (incoming.cv() > cv) {
            return Fate.SET;
        }
        int greater = order.getAsInt();
        return greater > 0 ? Fate.SET : greater == 0 ? Fate.KEEP : Fate.IGNORE;
    }
}
