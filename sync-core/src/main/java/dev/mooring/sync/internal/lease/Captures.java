package dev.mooring.sync.internal.lease;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.status.Counted;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.spi.storage.Counts;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.SyncEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's write transactions, and what the storage has captured by itself before and in them.
 *
 * <p>Whatever decides about mutations begins with an intake, so that all that the app has written is in the outbox by then, and
 * the app's rows are what is confirmed with the outbox on top. A write of the app's own takes in only before it records a
 * mutation, for the order of the two; what it captures otherwise waits for the next transaction.
 *
 * <p>What was captured cannot be refused, as the app's write stands. A capture that could never be sent is appended all the same;
 * once the intake is complete, and so all that lies above it in the rows is in the outbox as well, it is rejected as the server
 * would have done it: it is quarantined in the same transaction, and stays in the rows, or is taken back with the others of the
 * key written again, as the app wants it. In a write of the app's own that is done at its end, so that no row changes under the app's hands. The
 * refused ones are not kept in mind but found again, in chunks, so that an intake of any size needs no memory.
 *
 * <p>What there is then is counted at the end of the transaction, if it has changed anything, and published after its commit.
 */
public final class Captures<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    /** How many captures one transaction takes in, as the app's own connections wait for it. */
    private static final int BULK = 256;

    private final Storage<DB> storage;
    private final boolean captures;
    private final AppRows<DB> rows;
    private final Drafts drafts;
    private final StatusBoard board;
    private final Events events;

    public Captures(Storage<DB> storage, AppRows<DB> rows, Drafts drafts, StatusBoard board, Events events) {
        this.storage = storage;
        this.captures = storage.captures();
        this.rows = rows;
        this.drafts = drafts;
        this.board = board;
        this.events = events;
    }

    /** A write transaction that begins with an intake. If there is much to take in, transactions of their own do that before. */
    public <T extends @Nullable Object, X extends Exception> T write(Storage.TxBody<DB, T, X> body) throws X {
        while (true) {
            Writing writing = new Writing();
            List<T> results = new ArrayList<>(1);
            boolean done = writing.<Boolean, X>commit(tx -> {
                long waiting = captures ? OptionalRoles.waiting(tx) : 0;
                if (waiting > BULK) {
                    OptionalRoles.captures(tx).takeIn(writing, BULK);
                    return false;
                }
                writing.countsAll = true;
                if (waiting > 0) {
                    writing.takeIn(tx);
                    writing.rejectRefused(tx);
                }
                results.add(body.run(tx));
                return true;
            });
            if (done) {
                return results.get(0);
            }
        }
    }

    /** A write of the app's own. */
    public Writing writing() {
        return new Writing();
    }

    /** How many mutations are pending, as published last. */
    public long pending() {
        return board.pending();
    }

    /** Whether the storage captures anything at all. */
    public boolean there() {
        return captures;
    }

    /** How many wait to be taken in, as of the last commit, for a status. If nobody can look, what was seen last. */
    public long seen() {
        try {
            return storage.<Long, RuntimeException>read(OptionalRoles::waiting);
        } catch (RuntimeException inAWriteOrClosedOrUnwell) {
            return board.captured();
        }
    }

    /**
     * Takes in what waits, for somebody who is about to read; returns whether that was possible. If the disk is full or the
     * database locked, {@link #peek} shows what could not be taken in.
     */
    public boolean tryTakeIn(Consumer<Writing> ended) {
        try {
            while (waiting()) {
                Writing writing = new Writing();
                writing.takeInBulk();
                ended.accept(writing);
            }
            return true;
        } catch (StorageException e) {
            LOG.warn(
                    "what the app has written is read without being taken in, as the database cannot be written to: {}",
                    Shown.words(Failures.words(e)));
            return false;
        }
    }

    /** The mutations that captures would become, in order; each time with another id, which they have only once they are taken in. */
    public void peek(StorageTx<DB> tx, int most, Consumer<Mutation> taking) {
        Intake showing = new Intake() {
            @Override
            public void take(Mutation draft, Instant at, Appending appending) {
                taking.accept(drafts.captured(tx, draft, at));
            }

            @Override
            public boolean isStamp(String collection, String field) {
                return drafts.isStamp(collection, field);
            }
        };
        OptionalRoles.captures(tx).peek(showing, most);
    }

    /** Whether something waits to be taken in, as of the last commit. */
    public boolean waiting() {
        return captures && storage.<Boolean, RuntimeException>read(tx -> OptionalRoles.waiting(tx) > 0);
    }

    /** One write transaction, to its end. */
    public final class Writing implements Intake {
        private final List<SyncEvent.Quarantined> refusals = new ArrayList<>(0);
        private long appended;
        private long quarantined;
        private long captured;
        private long firstRefused;
        private boolean countsAll;
        private @Nullable Counted counted;
        private boolean committed;
        private @Nullable StorageTx<DB> running;

        /** Runs it, and publishes what there is then. */
        public <T extends @Nullable Object, X extends Exception> T commit(Storage.TxBody<DB, T, X> body) throws X {
            T result;
            try {
                result = storage.<T, X>write(tx -> {
                    running = tx;
                    T value = body.run(tx);
                    end(tx);
                    return value;
                });
                committed = true;
            } finally {
                published();
            }
            if (quarantined > 0) {
                board.refused(quarantined);
                events.refused(refusals);
            }
            return result;
        }

        private void published() {
            if (counted != null && committed) {
                board.publish(counted);
            } else if (counted != null) {
                board.rolledBack(counted);
            }
        }

        private void takeInBulk() {
            this.<Integer, RuntimeException>commit(
                    tx -> OptionalRoles.captures(tx).takeIn(this, BULK));
        }

        private void end(StorageTx<DB> tx) {
            if (firstRefused > 0) {
                takeIn(tx); // Later mutations of the refused keys have to be in the outbox, too.
                rejectRefused(tx);
            }
            if (countsAll || quarantined > 0) {
                counted = Counted.all(tx, board.nextCount());
                captured = counted.captured();
                board.counted(counted);
                return;
            }
            if (appended == 0 && !captures) {
                return;
            }
            Counts counts = tx.counts();
            captured = counts.captured();
            if (appended > 0 || captured != board.captured() || counts.setAside() != board.setAside()) {
                counted = new Counted(board.nextCount(), counts.pending(), captured, counts.setAside(), null);
                board.counted(counted);
            }
        }

        /** The app has recorded mutations itself. */
        public void recorded(int mutations) {
            appended += mutations;
        }

        /** Whether it is committed and has left something to be sent. */
        public boolean needsTurn() {
            return committed && appended - quarantined + captured > 0;
        }

        /** Whether the lane should look how things stand, as something was refused, or the end of the write is not known. */
        public boolean needsLook() {
            return committed ? quarantined > 0 : counted != null;
        }

        /** Takes in what is captured by now. */
        public void takeIn(StorageTx<DB> tx) {
            if (captures) {
                OptionalRoles.captures(tx).takeIn(this);
            }
        }

        @Override
        public void take(Mutation draft, Instant at, Appending appending) {
            Mutation mutation = drafts.captured(Objects.requireNonNull(running), draft, at);
            int size = mutation.payload().length();
            boolean refused = false;
            try {
                size = drafts.weigh(mutation);
            } catch (IllegalArgumentException refusal) {
                refused = true;
            }
            long seq = appending.append(mutation, size);
            appended++;
            if (refused && firstRefused == 0) {
                firstRefused = seq;
            }
        }

        @Override
        public boolean isStamp(String collection, String field) {
            return drafts.isStamp(collection, field);
        }

        private void rejectRefused(StorageTx<DB> tx) {
            long after = firstRefused - 1;
            while (firstRefused > 0) {
                List<OutboxEntry> chunk = tx.outbox().unsettled(after, Chunk.COUNT, Chunk.BYTES);
                if (chunk.isEmpty()) {
                    firstRefused = 0;
                    return;
                }
                after = chunk.get(chunk.size() - 1).seq();
                List<Parked> refused = refused(chunk);
                if (!refused.isEmpty()) {
                    rows.write(tx, Transition.refuse(tx.cursor().state(), refused));
                    quarantined += refused.size();
                    for (Parked each : refused) {
                        Events.keep(
                                refusals, new SyncEvent.Quarantined(each.entry().mutation(), each.reason()));
                    }
                }
            }
        }

        private List<Parked> refused(List<OutboxEntry> chunk) {
            List<Parked> refused = new ArrayList<>(0);
            for (OutboxEntry entry : chunk) {
                try {
                    drafts.weigh(entry.mutation());
                } catch (IllegalArgumentException refusal) {
                    refused.add(new Parked(entry, String.valueOf(refusal.getMessage())));
                }
            }
            return refused;
        }
    }
}
