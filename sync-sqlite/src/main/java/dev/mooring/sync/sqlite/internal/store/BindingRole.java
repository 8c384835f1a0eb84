package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.storage.BindingTx;
import dev.mooring.sync.sqlite.internal.clock.ClockedTables;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose storage it is, in a transaction. */
final class BindingRole implements BindingTx {
    private final TxSession<?> session;

    BindingRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public ServerIdentity identity() {
        return session.reading().scope.identity();
    }

    @Override
    public Handover handOver(ServerIdentity to, boolean keep) {
        Session<?> open = session.writing();
        ServerIdentity from = open.scope.identity();
        if (to.equals(from)) {
            throw new IllegalArgumentException("the storage belongs to " + to + " already");
        }
        long waiting = TableSync.waiting(open.sql);
        if (waiting > 0) {
            throw new IllegalStateException(
                    waiting + " captures were not taken in; the storage is not handed over, roll back");
        }
        Handover moved = open.left.handOver(from, to, keep);
        if (!keep) {
            open.accounts.forget(from);
        }
        open.scope.begin(); // What these know is another's.
        open.outbox.begin(true);
        open.below.begin();
        if (open.synced != null && open.synced.hasClocks()) {
            ClockedTables.site(open.sql);
        }
        return moved;
    }

    @Override
    public List<Account> accounts() {
        Session<?> open = session.reading();
        return open.accounts.of(open.scope.identity());
    }

    @Override
    public void bind(Account account) {
        Session<?> open = session.writing();
        open.accounts.bind(open.scope.identity(), account);
    }

    @Override
    public @Nullable ServerIdentity otherHolder(Account account) {
        Session<?> open = session.reading();
        return open.accounts.otherHolder(open.scope.identity(), account);
    }
}
