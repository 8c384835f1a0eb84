package dev.mooring.sync;

/**
 * What the platform says about the network; an app implements it. It is only a hint: it makes a client look sooner or less often. It
 * never stops a sync that the app asks for, and never stops a pending mutation from being tried.
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
        /** There is one that costs money. The poll interval is four times as long, and so is the time for which a silent server is
         * believed. */
        METERED
    }

    /**
     * How it looks now.
     *
     * @return cheap to ask
     */
    State current();

    /**
     * Registers for hints that it may look different now. At each hint with another state than {@link State#OFFLINE}, a client does not
     * wait for its backoff to end.
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
