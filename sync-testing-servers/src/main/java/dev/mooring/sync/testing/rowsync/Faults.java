package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptValue;
import org.jspecify.annotations.Nullable;

/** Faults of the live server that need another client at the same moment, played when a test asks for them. */
final class Faults {
    private int deadlocks;
    private @Nullable String deadlockedRow;
    private String deadlockDetail = "";
    private boolean holding;
    private boolean stalling;

    void deadlock(int times, @Nullable String rowId, String detail) {
        deadlocks = times;
        deadlockedRow = rowId;
        deadlockDetail = detail;
    }

    void hold() {
        holding = true;
    }

    void stall() {
        stalling = true;
    }

    boolean takeStall() {
        boolean was = stalling;
        stalling = false;
        return was;
    }

    boolean takeHold() {
        boolean was = holding;
        holding = false;
        return was;
    }

    void beforeChange(Object change) {
        boolean meant = deadlockedRow == null || deadlockedRow.equals(ScriptValue.get(change, "rowId"));
        if (deadlocks > 0 && meant) {
            deadlocks--;
            throw new SqlError("40P01")
                    .with("detail", deadlockDetail)
                    .with("hint", "See server log for query details.");
        }
    }
}
