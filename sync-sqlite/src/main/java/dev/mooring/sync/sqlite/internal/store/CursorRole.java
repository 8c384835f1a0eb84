package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;

/** The cursor in a transaction. */
final class CursorRole implements CursorTx {
    private final TxSession<?> session;

    CursorRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public SyncState state() {
        return session.reading().scope.state();
    }

    @Override
    public void state(SyncState state) {
        session.writing().scope.state(state);
    }

    @Override
    public Contact contact() {
        return session.reading().scope.contact();
    }

    @Override
    public void contact(Contact contact) {
        session.writing().scope.contact(contact);
    }
}
