package dev.mooring.sync.internal.rebuild;

/** There is no rebuild any more: the app has called it off, or another process has ended it. */
final class RebuildCalledOff extends RuntimeException {
    private static final long serialVersionUID = 1;

    RebuildCalledOff() {
        super("the rebuild was called off; what was fetched for it is forgotten", null, false, false);
    }
}
