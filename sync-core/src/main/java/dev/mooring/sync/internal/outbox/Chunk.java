package dev.mooring.sync.internal.outbox;

/** How much of an outbox is held in memory at a time. */
public final class Chunk {
    /** Entries. */
    public static final int COUNT = 256;

    /** Bytes. */
    public static final long BYTES = 1 << 20;

    private Chunk() {}
}
