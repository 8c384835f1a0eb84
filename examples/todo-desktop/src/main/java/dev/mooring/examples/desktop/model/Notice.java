package dev.mooring.examples.desktop.model;

/**
 * A line across the window.
 *
 * @param tone how bad it is
 * @param words what is the matter
 * @param way out, which is a button
 */
public record Notice(Tone tone, String words, Way way) {
    /** How bad. */
    public enum Tone {
        /** Somebody says something. */
        NEWS,
        /** It works, but. */
        WARNING,
        /** It does not work until somebody does something. */
        ALARM
    }

    /** Ways out. */
    public enum Way {
        /** None is needed, or none is here. */
        NONE,
        /** It is read. */
        READ,
        /** Sign in again. */
        SIGN_IN,
        /** Rebuild from the server. */
        REBUILD
    }
}
