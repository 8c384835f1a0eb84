package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.internal.fault.HandlerFailed;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.spi.storage.ComparingHandler;
import dev.mooring.sync.spi.storage.FoldingHandler;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The app's handler, as it is asked: what it throws is told apart, and a full disk is not its fault. */
final class HandlerCalls<DB> {
    /** So many causes of causes are looked at; a cause can be its own. */
    private static final int DEEPEST = 20;

    private final ChangeHandler<DB> handler;
    private final Function<Throwable, @Nullable StorageException> faults;

    HandlerCalls(ChangeHandler<DB> handler, Function<Throwable, @Nullable StorageException> faults) {
        this.handler = handler;
        this.faults = faults;
    }

    /** For a transaction that is not to take long. */
    FoldedKeys<DB> folds() {
        return new FoldedKeys<>(handler);
    }

    /** Applies changes to rows that nothing unsettled lies upon. */
    void apply(StorageTx<DB> tx, List<Change> changes) {
        if (!changes.isEmpty()) {
            call(() -> handler.apply(tx.handle(), Collections.unmodifiableList(changes)), "apply");
        }
    }

    /** Writes mutations again that are not in the rows. */
    void redo(StorageTx<DB> tx, List<Mutation> mutations) {
        if (!mutations.isEmpty()) {
            call(() -> handler.redo(tx.handle(), Collections.unmodifiableList(mutations)), "redo");
        }
    }

    /** Writes folded mutations of a key again; null if there are none. */
    void redo(StorageTx<DB> tx, @Nullable Object folded) {
        if (folded != null && handler instanceof FoldingHandler<DB> folding) {
            call(() -> folding.redo(tx.handle(), folded), "redo");
        }
    }

    /** Takes mutations back, newest first, chunk by chunk. */
    void undo(StorageTx<DB> tx, List<List<Long>> chunks) {
        Set<Key> folded = new HashSet<>();
        for (int i = chunks.size() - 1; i >= 0; i--) {
            List<Mutation> newestFirst = Overlay.mutations(Overlay.entries(tx, chunks.get(i)));
            Collections.reverse(newestFirst);
            if (handler instanceof FoldingHandler<DB> folding) {
                newestFirst.removeIf(each -> folding.folds(each.collection()) && !folded.add(Key.of(each)));
            }
            undoAll(tx, newestFirst);
        }
    }

    /** Has the app take these back in the order given, the newest first. */
    void undoAll(StorageTx<DB> tx, List<Mutation> newestFirst) {
        if (!newestFirst.isEmpty()) {
            call(() -> handler.undo(tx.handle(), newestFirst), "undo");
        }
    }

    /** Puts a snapshot in place of everything. */
    void reset(StorageTx<DB> tx, Snapshot snapshot) {
        call(() -> resetting().reset(tx.handle(), snapshot), "reset");
    }

    /** The handler, if it can reset some keys alone. */
    @Nullable
    ComparingHandler<DB> comparing() {
        return handler instanceof ComparingHandler<DB> comparing && comparing.compares() ? comparing : null;
    }

    private ChangeHandler.Resetting<DB> resetting() {
        if (handler instanceof ChangeHandler.Resetting<DB> resetting) {
            return resetting;
        }
        throw new IllegalStateException("this app's change handler has no reset, which the server's new history needs");
    }

    /** How much of what is here a snapshot shows, as far as the handler can tell. */
    long inCommon(StorageTx<DB> tx, Snapshot snapshot) {
        long[] rows = {ChangeHandler.Resetting.UNKNOWN};
        if (handler instanceof ChangeHandler.Resetting<DB> resetting) {
            call(() -> rows[0] = resetting.inCommon(tx.handle(), snapshot), "inCommon");
        }
        return rows[0];
    }

    /** Whether the handler has a reset. */
    boolean canReset() {
        return handler instanceof ChangeHandler.Resetting;
    }

    /** Whether the handler can say its rows anew. */
    boolean canRestate() {
        return handler instanceof ChangeHandler.Restating;
    }

    /** Has the handler say its rows anew. */
    void restate(StorageTx<DB> tx, Consumer<Mutation> to) {
        if (handler instanceof ChangeHandler.Restating<DB> restating) {
            call(() -> restating.restate(tx.handle(), to), "restate");
        } else {
            throw new IllegalStateException("this app's change handler does not restate its rows");
        }
    }

    private void call(Code code, String what) {
        try {
            code.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            StorageException broken = broken(e);
            throw broken != null ? broken : new HandlerFailed(what, e);
        }
    }

    /** A full disk is not the handler's fault, whatever exception the handler made of it. */
    private @Nullable StorageException broken(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof StorageException known) {
                return known;
            }
            cause = cause.getCause();
        }
        return faults.apply(thrown);
    }

    private interface Code {
        void run() throws Exception;
    }
}
