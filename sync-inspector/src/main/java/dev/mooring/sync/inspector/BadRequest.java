package dev.mooring.sync.inspector;

/** A request that the page never makes. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequest(String words) {
        super(words);
    }
}
