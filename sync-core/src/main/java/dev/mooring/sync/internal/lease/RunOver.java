package dev.mooring.sync.internal.lease;

/** A run cannot go on as it began. The transaction was rolled back; nothing is wrong. */
public abstract class RunOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    protected RunOver(String message) {
        super(message, null, false, false);
    }

    /** The app has asked for a rebuild while a run was under way: nothing is pushed from here on. */
    public static final class RebuildBegun extends RunOver {
        private static final long serialVersionUID = 1;

        public RebuildBegun() {
            super("a rebuild has begun; the mutations stay queued behind it");
        }
    }

    /** Another process has synced the storage since the run began, and has ended. What the run knows is old. */
    public static final class EpochOver extends RunOver {
        private static final long serialVersionUID = 1;

        public EpochOver() {
            super("another process has synced this storage meanwhile; nothing was committed, the sync starts over");
        }
    }

    /** Another process syncs the storage now. */
    public static final class LeaseLost extends RunOver {
        private static final long serialVersionUID = 1;

        public LeaseLost() {
            super("another process has taken over the syncing of this storage; nothing was committed");
        }
    }
}
