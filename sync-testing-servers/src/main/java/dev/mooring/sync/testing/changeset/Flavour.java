package dev.mooring.sync.testing.changeset;

/** Which server is played. */
public enum Flavour {
    /** The newest one: it says how it stands, and a gap is refused without being applied. */
    FORK,

    /** The one before: it says how it stands; a gap is refused and applied all the same, and a refusal of its own changes is not heard. */
    OLD_FORK,

    /**
     * The published one: it never says how it stands and answers no ping. What goes wrong is swallowed and leaves a silent socket. Gaps as
     * the one before.
     */
    NPM
}
