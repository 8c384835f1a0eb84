package dev.mooring.sync.testing.conformance;

/** Why a test ended before its end. It is thrown by what the test asks, and never leaves the kit. */
final class Ending extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Verdict verdict;

    private Ending(Verdict verdict, String words) {
        super(words, null, false, false);
        this.verdict = verdict;
    }

    /** The promise is broken. */
    static Ending broken(String words) {
        return new Ending(Verdict.BROKEN, words);
    }

    /** The server has nothing of the kind. */
    static Ending notOffered(String words) {
        return new Ending(Verdict.NOT_OFFERED, words);
    }

    /** Nothing can be said. */
    static Ending unclear(String words) {
        return new Ending(Verdict.UNCLEAR, words);
    }

    Verdict verdict() {
        return verdict;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
