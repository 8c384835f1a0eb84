package dev.mooring.sync.android.internal;

import android.database.CursorWindow;
import org.jspecify.annotations.Nullable;

/**
 * A window for the queries of a connection. Most of them run one after the other and give a row or two, and a new window for each costs more
 * than the query. A cursor that opens while another has it makes its own.
 */
final class Windows {
    private @Nullable CursorWindow window;
    private boolean taken;
    private int users;

    synchronized void opened() {
        users++;
    }

    synchronized void closed() {
        users--;
        CursorWindow known = window;
        if (users == 0 && !taken && known != null) {
            window = null;
            known.close();
        }
    }

    /** One that stays open when a cursor closes it, to be given back then; null if it is in use. */
    synchronized @Nullable CursorWindow take() {
        if (taken) {
            return null;
        }
        CursorWindow known = window;
        if (known == null) {
            known = new CursorWindow("mooring");
            window = known;
        }
        taken = true;
        known.acquireReference();
        return known;
    }

    synchronized void giveBack() {
        taken = false;
    }
}
