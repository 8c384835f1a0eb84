package dev.mooring.sync.testing.simulation;

/** Something that must never be so. */
public final class Violation extends Error {
    private static final long serialVersionUID = 1;

    /**
     * A broken invariant.
     *
     * @param message which one, on which device, and what was seen
     */
    public Violation(String message) {
        super(message);
    }

    static void check(boolean good, String invariant, String device, Object seen) {
        if (!good) {
            throw new Violation(invariant + " broken on " + device + ": " + seen);
        }
    }
}
