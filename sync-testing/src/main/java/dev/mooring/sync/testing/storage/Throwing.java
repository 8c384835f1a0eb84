package dev.mooring.sync.testing.storage;

/** Throws what the compiler would not let through. */
final class Throwing {
    private Throwing() {}

    /** Throws it as it is. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
