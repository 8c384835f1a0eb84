package dev.mooring.sync.spi.storage;

import dev.mooring.sync.status.Contact;

/** Where the client is in the server's history, and when it last heard the server, in a transaction. */
public interface CursorTx {
    /**
     * Where the client is.
     *
     * @return the state; {@link SyncState#START} in a new storage
     */
    SyncState state();

    /**
     * Moves the cursor.
     *
     * @param state the new one
     */
    void state(SyncState state);

    /**
     * When the server was heard.
     *
     * @return kept with the cursor; {@link Contact#NONE} in a new storage
     */
    Contact contact();

    /**
     * Notes when the server was heard.
     *
     * @param contact the new times
     */
    void contact(Contact contact);
}
