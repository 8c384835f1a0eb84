package dev.mooring.sync.android.internal;

/**
 * Decides what a client has to do as an app comes and goes, and as it may use the network or not: it is live while the app is on the screen and
 * allowed to sync. Used by one thread.
 */
public final class Presence {
    private boolean visible;
    private boolean allowed;
    private boolean live;

    /** Not on the screen yet. */
    public Presence(boolean allowed) {
        this.allowed = allowed;
    }

    /** What the client has to do. */
    public enum Step {
        /** Nothing else than before. */
        NONE,
        /** Begin to sync. */
        START,
        /** Send what is pending, and end then. */
        LEAVE,
        /** End at once. */
        STOP
    }

    /** The app is on the screen, or not. */
    public Step visible(boolean now) {
        visible = now;
        return next(Step.LEAVE);
    }

    /** The client may sync by itself, or not. */
    public Step allowed(boolean now) {
        boolean withdrawn = allowed && !now;
        allowed = now;
        Step step = next(Step.STOP);
        return withdrawn ? Step.STOP : step; // It may be sending still, behind an app that has left.
    }

    private Step next(Step end) {
        boolean before = live;
        live = visible && allowed;
        return before == live ? Step.NONE : live ? Step.START : end;
    }
}
