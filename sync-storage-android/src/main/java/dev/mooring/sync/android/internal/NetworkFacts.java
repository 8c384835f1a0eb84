package dev.mooring.sync.android.internal;

import dev.mooring.sync.Connectivity.State;

/**
 * What the platform says of one network.
 *
 * @param portal whether it shows a page to sign in first
 * @param suspended whether it is there and carries nothing for now, as in a phone call
 * @param validated whether the platform has reached the internet by it. Where its own servers cannot be reached it never has
 * @param metered whether it costs
 */
public record NetworkFacts(boolean portal, boolean suspended, boolean validated, boolean metered) {
    /** In the words of a client, for an app that may use it. */
    State state() {
        if (portal || suspended) {
            return State.OFFLINE;
        }
        if (metered) {
            return State.METERED;
        }
        return validated ? State.ONLINE : State.UNKNOWN;
    }
}
