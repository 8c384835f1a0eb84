package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;

/** What the process says of itself when it ends; the worst that happened counts. */
final class Exit {
    /** Done. */
    static final int DONE = 0;

    /** The command line makes no sense; nothing was done. */
    static final int USAGE = 2;

    /** No network: the mutations are queued. */
    static final int OFFLINE = 3;

    /** This sync superseded at least one mutation. */
    static final int CONFLICT = 4;

    /** Refused, unsafe, or failed in a way that is not "offline": the message says which. */
    static final int REFUSED = 5;

    private Exit() {}

    /** The code of a sync. */
    static int of(Round round) {
        boolean synced = round.report() instanceof SyncReport.Synced;
        boolean offline = round.report() instanceof SyncReport.Offline;
        if (round.quarantined() > 0 || !(synced || offline)) {
            return REFUSED;
        }
        if (round.superseded() > 0) {
            return CONFLICT;
        }
        return offline ? OFFLINE : DONE;
    }
}
