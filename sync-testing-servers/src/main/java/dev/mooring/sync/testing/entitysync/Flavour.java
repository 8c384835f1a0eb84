package dev.mooring.sync.testing.entitysync;

/** Which server is played. */
public enum Flavour {
    /** The live one: nothing is compared, nothing is bounded, a pull is always whole. */
    LIVE,
    /**
     * One that keeps the family's promises: an older entity is answered 409 and nothing of the push is applied, more than 1000
     * items are answered 413, another body under the same key 422, and a pull from a token has what came after it, with
     * tombstones.
     */
    PROMISED
}
