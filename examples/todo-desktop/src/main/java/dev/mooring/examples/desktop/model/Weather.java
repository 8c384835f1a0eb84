package dev.mooring.examples.desktop.model;

/** What else may be between a device and its server. */
public enum Weather {
    /** Nothing. */
    CLEAR("All is well"),
    /** Answers trickle in. */
    SLOW("The network is slow"),
    /** A login page answers in the server's place. */
    PORTAL("A hotel's login page answers"),
    /** The credential is refused. */
    SIGNED_OUT("The sign-in has expired"),
    /** The server fails at everything. */
    SICK("The server is sick");

    private final String words;

    Weather(String words) {
        this.words = words;
    }

    /**
     * For a menu.
     *
     * @return a short sentence without a full stop
     */
    public String words() {
        return words;
    }
}
