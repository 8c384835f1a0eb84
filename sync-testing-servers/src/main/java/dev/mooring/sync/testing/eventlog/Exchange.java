package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Reply;
import org.jspecify.annotations.Nullable;

/** What a push and an API call have in common: they are refused, or stored and answered. */
interface Exchange {
    /** Why nothing is stored; null if something may be. */
    @Nullable
    Reply refusal();

    void store();

    /** The answer behind {@link #store}, with the members that are the endpoint's own. */
    Reply accepted(int status, String rest);
}
