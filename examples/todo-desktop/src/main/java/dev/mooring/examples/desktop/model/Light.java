package dev.mooring.examples.desktop.model;

import dev.mooring.sync.SyncStatus;

/** The status light, one for each state of a client. What it looks like is a matter of style; it never speaks by colour alone. */
public enum Light {
    /** Off. */
    DISCONNECTED("Disconnected"),
    /** On the way. */
    CONNECTING("Connecting"),
    /** All is here and there. */
    SYNCED("Synced"),
    /** Something is on its way. */
    SYNCING("Syncing"),
    /** Fails again and again. */
    STUCK("Stuck"),
    /** Not the server that this list knows. */
    INCOMPATIBLE("Incompatible");

    private final String title;

    Light(String title) {
        this.title = title;
    }

    static Light of(SyncStatus status) {
        return valueOf(status.state().name());
    }

    /**
     * The name of the state.
     *
     * @return one word
     */
    public String title() {
        return title;
    }
}
