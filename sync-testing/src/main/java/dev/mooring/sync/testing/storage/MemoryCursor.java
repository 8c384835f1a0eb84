package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;

/** The cursor of an {@link InMemoryStorage}. */
final class MemoryCursor implements CursorTx {
    private final MemoryTurn turn;

    MemoryCursor(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public SyncState state() {
        return turn.data().state;
    }

    @Override
    public void state(SyncState state) {
        turn.dataToWrite().state = state;
    }

    @Override
    public Contact contact() {
        return turn.data().contact;
    }

    @Override
    public void contact(Contact contact) {
        turn.dataToWrite().contact = contact;
    }
}
