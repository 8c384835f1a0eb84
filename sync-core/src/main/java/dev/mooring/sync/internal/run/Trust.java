package dev.mooring.sync.internal.run;

import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Scheduler;
import java.time.Duration;

/**
 * How sure we are that the server's history still agrees with our cursor, for a dialect whose push believes the cursor and
 * would make a hole of a mistake.
 *
 * <p>At the start, and after every failure, the history is checked and pulled once before anything is pushed. After that
 * a check is good for a short while, so that a busy client pays for it once in a while and not with every push.
 */
public final class Trust {
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private final boolean needed;
    private final Scheduler scheduler;
    private boolean anchored;
    private boolean checked;
    private long checkedAt;

    public Trust(Capabilities can, Scheduler scheduler) {
        this.needed = can.checks();
        this.scheduler = scheduler;
    }

    /** Whether the history has to be checked before a push. */
    boolean needsCheck() {
        return needed && !(checked && scheduler.nanoTime() - checkedAt < GOOD_FOR.toNanos());
    }

    /** Whether a pull has to show that the history is still the same one. */
    boolean needsPull() {
        return needed && !anchored;
    }

    /** Whether nothing has shown since the start or the last failure that the history is still the same one. */
    boolean unproven() {
        return !anchored;
    }

    void checked() {
        checked = true;
        checkedAt = scheduler.nanoTime();
    }

    void pulled() {
        anchored = true;
    }

    public void lost() {
        anchored = false;
        checked = false;
    }
}
