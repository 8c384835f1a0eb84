package dev.mooring.sync.testing.storage;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.Storage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A storage whose process dies at a commit of one's choice. It wraps any other storage and counts its commits: that of
 * {@link #open} is the first, each write that did not roll back is one more.
 *
 * <p>Before a commit, the death rolls the transaction back: nothing of it is there. After a commit, everything is there, but
 * the caller never learns of it. Either way the {@link Error} flies out of the call, and out of every later call, as a dead
 * process does no more; {@link #close} still releases what the wrapped storage holds. Reopen the wrapped storage's data to
 * see what a new process finds.
 *
 * <p>A database can also refuse to commit and live on ({@link #refuseCommits}), as one does whose disk is full.
 *
 * <p>Thread-safe as the wrapped storage is.
 *
 * @param <DB> the handle
 */
public final class CrashingStorage<DB> extends ForwardingStorage<DB> {
    private final AtomicLong commits = new AtomicLong();
    private volatile Hook hook = (moment, commit) -> {};
    private volatile Runnable before = () -> {};
    private volatile @Nullable Throwable death;
    private volatile @Nullable String refusal;

    /**
     * Wraps a storage; it lives until told otherwise.
     *
     * @param inner not opened yet, or open
     */
    public CrashingStorage(Storage<DB> inner) {
        super(inner);
    }

    /**
     * Calls a hook before and after each commit from now on; replaces the one before. What it throws is the death.
     *
     * @param newHook runs on the committing thread, before the commit inside the transaction, which it must not use
     * @return this
     */
    public CrashingStorage<DB> onCommit(Hook newHook) {
        hook = Objects.requireNonNull(newHook);
        return this;
    }

    /**
     * Calls a hook before each write transaction from now on, when nothing is begun; replaces the one before.
     *
     * @param newHook runs on the thread of the transaction
     * @return this
     */
    public CrashingStorage<DB> beforeWrites(Runnable newHook) {
        before = Objects.requireNonNull(newHook);
        return this;
    }

    /**
     * Dies at one commit.
     *
     * @param commit which one, the first being 1
     * @param when before it or after it
     * @param error the death
     * @return this
     */
    public CrashingStorage<DB> crashAt(long commit, Moment when, Error error) {
        Objects.requireNonNull(error);
        return onCommit((moment, number) -> {
            if (number == commit && moment == when) {
                throw error;
            }
        });
    }

    /**
     * Rolls every transaction back from now on instead of committing it, as a database on a full or read-only disk does. Reads go
     * on. Such commits are not counted, and the hook is not called.
     *
     * @param reason what the {@link StorageException} of the kind {@code IO} says; null ends it
     */
    public void refuseCommits(@Nullable String reason) {
        refusal = reason;
    }

    /**
     * How many commits were made, the one that it died after included.
     *
     * @return the count
     */
    public long commits() {
        return commits.get();
    }

    /**
     * Whether it has died.
     *
     * @return true if so
     */
    public boolean crashed() {
        return death != null;
    }

    @Override
    public void open(ServerIdentity identity, boolean keepLog) {
        refuseIfDead();
        refuseIfTold();
        call(Moment.BEFORE_COMMIT, commits.get() + 1);
        super.open(identity, keepLog);
        call(Moment.AFTER_COMMIT, commits.incrementAndGet());
    }

    @Override
    public @Nullable ServerIdentity bound() {
        refuseIfDead();
        return super.bound();
    }

    @Override
    public List<String> check() {
        refuseIfDead();
        return super.check();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        refuseIfDead();
        before.run();
        refuseIfDead();
        T result = super.<T, X>write(tx -> {
            T value = body.run(tx);
            refuseIfTold();
            call(Moment.BEFORE_COMMIT, commits.get() + 1);
            return value;
        });
        call(Moment.AFTER_COMMIT, commits.incrementAndGet());
        return result;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TxBody<DB, T, X> body) throws X {
        refuseIfDead();
        return super.<T, X>read(body);
    }

    private void call(Moment moment, long commit) {
        refuseIfDead();
        try {
            hook.at(moment, commit);
        } catch (RuntimeException | Error thrown) {
            death = thrown;
            throw thrown;
        }
    }

    private void refuseIfTold() {
        String reason = refusal;
        if (reason != null) {
            throw new StorageException(
                    StorageException.Kind.IO, "a transaction was rolled back, nothing of it is there: " + reason, null);
        }
    }

    private void refuseIfDead() {
        Throwable cause = death;
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** When the hook is called. */
    public enum Moment {
        /** All is written, nothing is committed. */
        BEFORE_COMMIT,
        /** All is committed, nobody has been told. */
        AFTER_COMMIT
    }

    /** Called around each commit; throws to die. */
    @FunctionalInterface
    public interface Hook {
        /**
         * A commit is near.
         *
         * @param moment before or after it
         * @param commit its number, the first being 1
         */
        void at(Moment moment, long commit);
    }
}
