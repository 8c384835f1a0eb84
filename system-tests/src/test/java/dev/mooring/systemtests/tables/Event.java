package dev.mooring.systemtests.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in a differential run.
 *
 * @param what happens
 * @param transaction of the app on device A, or null
 * @param amount what it needs
 */
record Event(What what, @Nullable Transaction transaction, int amount) {
    /** What can happen. */
    enum What {
        /** The transaction goes through the client. */
        WRITE,
        /** It goes through a connection of the app's own. */
        OWN,
        /** Through another one. */
        SECOND,
        /** It is cut off before a step, with the connection. */
        CUT,
        SYNC_A,
        SYNC_B,
        /** One after the other, and the tables are compared. */
        SYNC_BOTH,
        REOPEN_A,
        REOPEN_B,
        /** The process dies at a commit of its next sync: even amounts before, odd ones after it. */
        DIE_A,
        DIE_B
    }

    static Event of(What what) {
        return new Event(what, null, 0);
    }

    List<Step> steps() {
        return transaction == null ? List.of() : transaction.steps();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("-- ").append(what).append(amount > 0 ? " " + amount : "");
        if (transaction != null) {
            text.append(transaction.commits() ? "" : ", rolled back");
            steps().forEach(step -> text.append('\n').append(step));
        }
        return text.toString();
    }
}
