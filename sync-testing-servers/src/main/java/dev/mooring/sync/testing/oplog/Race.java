package dev.mooring.sync.testing.oplog;

/** The moments between two statements of the live server at which another client's request can come in between. */
public enum Race {
    /** A pull found no operations and has not asked for the highest sequence yet. */
    EMPTY_PULL,
    /** A pull's generation key was found good; the operations are not read yet. */
    PULL,
    /** A push's generation key was found good; its operations are not stored yet. */
    PUSH,
    /** A bootstrap has read key and snapshot; the operations are not read yet. */
    BOOTSTRAP
}
