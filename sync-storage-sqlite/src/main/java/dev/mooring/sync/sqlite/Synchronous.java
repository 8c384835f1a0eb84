package dev.mooring.sync.sqlite;

/** When a commit is durable. In either case the database is never damaged, and a committed transaction is whole or gone. */
public enum Synchronous {
    /**
     * A commit survives the end of the process, however it ends ({@code kill -9} included). A power cut or a crash of the
     * operating system may lose the last commits. Fast: a commit does not wait for the disk.
     */
    NORMAL,
    /** A commit survives a power cut, too, as far as the disk is honest. Each commit waits for the disk. */
    FULL
}
