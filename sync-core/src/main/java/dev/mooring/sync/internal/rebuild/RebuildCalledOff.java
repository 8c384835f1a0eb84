package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.internal.lease.RunOver;

/** The rebuild is over: the app has called it off, or another process has ended it. */
public final class RebuildCalledOff extends RunOver {
    private static final long serialVersionUID = 1;

    public RebuildCalledOff() {
        super("the rebuild was called off; what was fetched for it is forgotten");
    }
}
