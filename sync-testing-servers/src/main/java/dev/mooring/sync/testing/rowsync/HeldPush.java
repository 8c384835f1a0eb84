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
     * Commits it late, with the time at which it began in the change log. What it brought overwrites whatever has come in between;
     * if it had written before that, nothing could, and those that have waited for it commit right behind it.
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
