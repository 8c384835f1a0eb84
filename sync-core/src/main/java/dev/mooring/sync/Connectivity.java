package dev.mooring.sync;

/**
 * What the platform says about the network. A hint and no more: it makes a client look sooner or less often, and never keeps it from
 * a sync that the app asks for, nor a pending mutation from being tried.
 *
 * <p>Thread-safe.
 */
public interface Connectivity {
    /** How the network looks from here. */
    enum State {
        /** Nobody knows. */
        UNKNOWN,
        /** There is one. */
        ONLINE,
        /** There is none. Shown to the user until the server answers all the same. */
        OFFLINE,
        /** There is one that costs: polls are four times as far apart, and a silent server is believed for so much longer. */
        METERED
    }

    /**
     * How it looks now.
     *
     * @return cheap to ask
     */
    State current();

    /**
     * Registers for hints that it may look different now. When it is back, a client does not wait for its backoff to end.
     *
     * @param hint short and non-blocking; callable from any thread
     * @return ends the registration
     */
    Registration onChange(Runnable hint);

    /** Knows nothing and never tells. */
    Connectivity UNKNOWN = new Connectivity() {
        @Override
        public State current() {
            return State.UNKNOWN;
        }

        @Override
        public Registration onChange(Runnable hint) {
            return () -> {};
        }
    };
}
