package dev.mooring.examples.desktop.model;

import dev.mooring.sync.status.SyncStatus;

/** A shape and a word for each state of a client, beside the colour of its light, which never speaks alone. */
public enum Sign {
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

    Sign(String title) {
        this.title = title;
    }

    static Sign of(SyncStatus status) {
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
