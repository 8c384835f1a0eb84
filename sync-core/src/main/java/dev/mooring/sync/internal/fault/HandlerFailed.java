package dev.mooring.sync.internal.fault;

/** The app's handler refused. */
public final class HandlerFailed extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public HandlerFailed(String what, Throwable cause) {
        super("this app failed in the " + what + " of its change handler, as its log says; nothing was moved", cause);
    }
}
