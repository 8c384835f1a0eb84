package dev.mooring.sync.android.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Which activities of an app are started, and so at least partly on the screen. While one gives way to another, as when the device is turned,
 * there may be none for a moment. Used by one thread.
 */
public final class Visibility {
    private final Set<Object> started = Collections.newSetFromMap(new IdentityHashMap<>());

    /** It comes to the screen. */
    public void started(Object activity) {
        started.add(activity);
    }

    /** It leaves the screen, or was destroyed without a word before. */
    public void ended(Object activity) {
        started.remove(activity);
    }

    /** Whether one is on the screen. */
    public boolean isVisible() {
        return !started.isEmpty();
    }
}
