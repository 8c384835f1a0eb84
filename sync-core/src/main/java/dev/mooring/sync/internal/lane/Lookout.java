package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.settings.GuardedScheduler;
import dev.mooring.sync.internal.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Looks for writes that nobody told the lane of: soon after a hint, and now and then. Thread-safe. */
final class Lookout {
    private final Settings settings;
    private final GuardedScheduler scheduler;
    private final Look look;
    private boolean on;
    private @Nullable Registration hinted;
    private Registration mopUp = () -> {};

    /** Looks at the counts, on the lane thread. */
    interface Look {
        /**
         * Asks for a turn if there is work.
         *
         * @param anything whether anything pending counts as work, or only what is new
         */
        void at(boolean anything);
    }

    Lookout(Settings settings, Look look) {
        this.settings = settings;
        this.scheduler = settings.scheduler();
        this.look = look;
    }

    synchronized void begin() {
        on = true;
        mopUp = scheduler.schedule(settings.mopUp(), this::mopUp);
    }

    synchronized void end() {
        on = false;
        mopUp.close();
        if (hinted != null) {
            hinted.close();
            hinted = null;
        }
    }

    /** Another connection may have written: looks after the debounce. */
    synchronized void hint() {
        if (on && hinted == null) {
            hinted = scheduler.schedule(settings.debounce(), () -> {
                synchronized (this) {
                    hinted = null; // What is committed after this needs another look.
                }
                look.at(false);
            });
        }
    }

    private void mopUp() {
        synchronized (this) {
            if (!on) {
                return;
            }
            mopUp = scheduler.schedule(settings.mopUp(), this::mopUp);
        }
        look.at(true);
    }
}
