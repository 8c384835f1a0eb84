package dev.mooring.systemtests.lane;

import java.util.Locale;
import java.util.function.Supplier;

/** Throws at one call of one seam, or at each call, and may leave the thread interrupted as well. */
final class Tripwire {

    private Seam armed;
    private int calls;
    private int nth;
    private Supplier<Throwable> thrown;
    private boolean interrupts;
    private int fired;

    /** Where code that is not core's runs, in the lane or near it. */
    enum Seam {
        EXCHANGE,
        EXCHANGE_DONE,
        SINK,
        MEASURE,
        ECHO,
        STAMP,
        RANK,
        FREEZE,
        CLOCK_OFF,
        TRANSPORT_CLOSE,
        APPLY,
        UNDO,
        REDO,
        RESET,
        POLICY,
        REPLACED,
        LISTENER,
        NOW,
        NANO_TIME,
        RANDOM,
        SCHEDULE,
        ALARM,
        REGISTRATION_CLOSE,
        CURRENT,
        ON_CHANGE,
        OPEN,
        READ,
        WRITE,
        COMMITTED,
        ON_CAPTURE,
        STORAGE_CLOSE,
        WAITER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * From the nth call of this seam on.
     *
     * @param at which call; 0 for each of them
     * @param what is thrown; null for nothing
     */
    void arm(Seam seam, int at, Supplier<Throwable> what, boolean interrupting) {
        armed = seam;
        nth = at;
        thrown = what;
        interrupts = interrupting;
        calls = 0;
        fired = 0;
    }

    void disarm() {
        armed = null;
    }

    /** How often it has gone off since it was armed. */
    int fired() {
        return fired;
    }

    /** The seam is called. */
    void at(Seam seam) {
        if (seam != armed || (++calls != nth && nth != 0)) {
            return;
        }
        fired++;
        if (interrupts) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = thrown == null ? null : thrown.get();
        if (failure != null) {
            Tripwire.<RuntimeException>sneak(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
