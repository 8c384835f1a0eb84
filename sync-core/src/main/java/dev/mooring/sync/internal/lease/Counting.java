package dev.mooring.sync.internal.lease;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.internal.status.Standing;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.Contact;

/**
 * Publishes how things stand, and keeps when the server was heard. As a writer, so that the count has its place among the commits. A storage
 * that cannot be written to is read: another process may have written before, and a status must not say less than the storage holds.
 */
public final class Counting<DB> {
    private final Storage<DB> storage;
    private final LeasedStorage<DB> leased;

    public Counting(Storage<DB> storage, LeasedStorage<DB> leased) {
        this.storage = storage;
        this.leased = leased;
    }

    /** When the server was heard is for the holder of the lease to keep. */
    public void count(StatusBoard board) {
        Contact[] heard = {Contact.NONE};
        Standing standing;
        try {
            standing = storage.<Standing, RuntimeException>write(tx -> {
                Standing now = Standing.of(tx, board.nextCount());
                heard[0] = board.contact(now.contact());
                if (tx.lease().epoch() == leased.hold().epoch() && !heard[0].equals(now.contact())) {
                    tx.cursor().contact(heard[0]);
                }
                return now;
            });
        } catch (StorageException unwell) {
            look(board, unwell);
            throw unwell;
        }
        board.publish(standing);
        board.kept(heard[0]);
    }

    private void look(StatusBoard board, StorageException unwell) {
        long last = board.lastPublished();
        try {
            board.publishSeen(storage.<Standing, RuntimeException>read(tx -> Standing.of(tx, last)));
        } catch (RuntimeException unreadable) {
            unwell.addSuppressed(unreadable);
        }
    }
}
