package dev.mooring.sync.internal.client;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the app decides about parked mutations, on its own threads. The storage is open. */
final class Parking<DB> {
    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final AppRows<DB> rows;
    private final Drafts drafts;
    private final Lane<DB> lane;

    Parking(Storage<DB> storage, Captures<DB> captures, AppRows<DB> rows, Drafts drafts, Lane<DB> lane) {
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.drafts = drafts;
        this.lane = lane;
    }

    List<ParkedMutation> list(MutationState state, int limit) {
        return storage.<List<ParkedMutation>, RuntimeException>read(
                tx -> tx.parked().list(state, limit));
    }

    boolean retry(UUID id) {
        return unpark(id, MutationState.QUARANTINED, (tx, parked) -> {
                    rows.readmit(tx, parked.mutation());
                    return parked.mutation();
                })
                .isPresent();
    }

    @Nullable
    Mutation reissue(UUID id) {
        return unpark(
                        id,
                        MutationState.SUPERSEDED,
                        (tx, parked) -> rows.add(tx, drafts.recorded(tx, parked.mutation())))
                .orElse(null);
    }

    boolean drop(UUID id) {
        boolean dropped = captures.<Boolean, RuntimeException>write(tx -> {
            OutboxEntry refused = tx.parked().refused(id);
            if (refused != null) {
                rows.takeBack(tx, refused);
            }
            return tx.parked().unpark(id) != null;
        });
        if (dropped) {
            lane.kick(); // Mutations that waited for it may be sent now.
        }
        return dropped;
    }

    private Optional<Mutation> unpark(
            UUID id, MutationState state, BiFunction<StorageTx<DB>, ParkedMutation, Mutation> back) {
        Optional<Mutation> mutation;
        try {
            mutation = captures.<Optional<Mutation>, WrongState>write(tx -> {
                OutboxEntry refused =
                        state == MutationState.QUARANTINED ? tx.parked().refused(id) : null;
                if (refused != null) {
                    rows.requeue(tx, refused);
                    return Optional.of(refused.mutation());
                }
                ParkedMutation parked = tx.parked().unpark(id);
                if (parked == null) {
                    return Optional.empty();
                }
                if (parked.state() != state) {
                    throw new WrongState();
                }
                return Optional.of(back.apply(tx, parked));
            });
        } catch (WrongState rolledBack) {
            return Optional.empty();
        }
        if (mutation.isPresent()) {
            lane.kick();
        }
        return mutation;
    }

    /** Rolls back an unparking of the wrong kind. */
    private static final class WrongState extends Exception {
        private static final long serialVersionUID = 1;

        WrongState() {
            super("another state", null, false, false);
        }
    }
}
