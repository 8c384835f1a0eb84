package dev.mooring.examples.android.model;

/**
 * A line above the list.
 *
 * @param tone how bad it is
 * @param words what is the matter
 * @param way out, which is a button
 */
public record Notice(Tone tone, String words, Way way) {
    /** How bad. */
    public enum Tone {
        /** It works, without the server for now. */
        OFFLINE,
        /** It works, but. */
        WARNING,
        /** It does not work until somebody does something. */
        ALARM
    }

    /** Ways out. */
    public enum Way {
        /** None is needed, or none is here. */
        NONE,
        /** Look at the settings. */
        SETTINGS,
        /** Rebuild from the server. */
        REBUILD
    }
}
