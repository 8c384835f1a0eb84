package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Reply;
import java.util.function.Supplier;

/** A push whose client was told of a timeout, while its transaction stays open until {@link #commit}. */
public final class HeldPush {
    private final Supplier<Reply> transaction;
    private boolean committed;

    HeldPush(Supplier<Reply> transaction) {
        this.transaction = transaction;
    }

    /**
     * Commits it late. The change log shows the time at which it began. Its rows overwrite rows that were written in between. A push that
     * had written already kept others from that: those that waited for it commit right behind it.
     *
     * @return what nobody waits for any more
     * @throws IllegalStateException the second time
     */
    public synchronized Reply commit() {
        if (committed) {
            throw new IllegalStateException("this push is committed already");
        }
        committed = true;
        return transaction.get();
    }
}
