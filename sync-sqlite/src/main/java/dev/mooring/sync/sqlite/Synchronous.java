package dev.mooring.sync.sqlite;

/** When a commit is durable. With either level the database is never damaged, and a committed transaction is whole or gone. */
public enum Synchronous {
    /**
     * A commit survives any end of the process, {@code kill -9} included. A power cut or a crash of the operating system may lose the last
     * commits. A commit does not wait for the disk, so it is fast.
     */
    NORMAL,
    /** A commit survives a power cut, too, if the disk does what it says. Each commit waits for the disk. */
    FULL
}
