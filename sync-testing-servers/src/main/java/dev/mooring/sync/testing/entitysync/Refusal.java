package dev.mooring.sync.testing.entitysync;

/** The schema refuses a body; nobody is told why. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String why) {
        super(why, null, false, false);
    }
}
