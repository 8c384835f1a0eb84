package dev.mooring.sync.internal.lane;

/** The app's handler refused. */
final class HandlerFailed extends IllegalStateException {
    private static final long serialVersionUID = 1;

    HandlerFailed(String what, Throwable cause) {
        super(
                "this app failed in the " + what + " of its change handler, as its log says; nothing was moved",
                cause);
    }
}
