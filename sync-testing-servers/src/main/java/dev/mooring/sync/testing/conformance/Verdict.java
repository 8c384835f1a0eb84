package dev.mooring.sync.testing.conformance;

import java.util.Locale;

/** What is known of a promise after a run. */
public enum Verdict {
    /** The server did what it promises, as often as it was tried. */
    KEPT,
    /** It did not; the exchanges prove it. */
    BROKEN,
    /** It does not have this at all, and says so. */
    NOT_OFFERED,
    /** Nobody can tell: the server gave no usable answer, or a bound of the run was met. */
    UNCLEAR;

    /**
     * For programs.
     *
     * @return such as {@code not_offered}, as the JSON of a report has it
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * For people.
     *
     * @return such as {@code not offered}; {@code BROKEN} in capitals, to be seen among many
     */
    public String words() {
        switch (this) {
            case KEPT:
                return "kept";
            case BROKEN:
                return "BROKEN";
            case NOT_OFFERED:
                return "not offered";
            default:
                return "unclear";
        }
    }
}
