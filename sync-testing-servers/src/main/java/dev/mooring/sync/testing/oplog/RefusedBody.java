package dev.mooring.sync.testing.oplog;

/** The decoder's complaint about a request body, in its words. */
final class RefusedBody extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String words;

    RefusedBody(String words) {
        super(words, null, false, false);
        this.words = words;
    }

    String words() {
        return words;
    }
}
