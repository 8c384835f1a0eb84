package dev.mooring.sync.testing.simulation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An invariant that does not hold. */
public final class Violation extends Error {
    private static final long serialVersionUID = 1;
    private static final String BROKEN = " broken on ";

    /**
     * A broken invariant.
     *
     * @param message which one, on which device, and what was seen
     */
    public Violation(String message) {
        super(message);
    }

    /** Which invariant was broken, wherever and by whatever; of another exception its class. Empty if nothing was. */
    static String kind(@Nullable Throwable broken) {
        String message = broken == null ? "" : String.valueOf(broken.getMessage());
        int end = message.indexOf(BROKEN);
        if (broken instanceof Violation && end >= 0) {
            return message.substring(0, end);
        }
        return broken == null ? "" : broken.getClass().getName();
    }

    static void check(boolean good, String invariant, String device, Object seen) {
        if (!good) {
            throw of(invariant, device, seen);
        }
    }

    /** What is dear to say is said only if it has to be. */
    static void check(boolean good, String invariant, String device, Supplier<String> seen) {
        if (!good) {
            throw of(invariant, device, seen.get());
        }
    }

    static Violation of(String invariant, String device, Object seen) {
        return new Violation(invariant + BROKEN + device + ": " + seen);
    }
}
