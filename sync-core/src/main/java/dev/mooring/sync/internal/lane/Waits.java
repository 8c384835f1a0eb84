package dev.mooring.sync.internal.lane;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.internal.merge.Key;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keys whose mutations wait for another row to come first: the server has refused them as they refer to a row that it does not have,
 * and that row is pending here, quarantined or set aside. They are passed over until it is there, or is nowhere known any more;
 * then they are sent again, and it is for the server to say.
 *
 * <p>Lives as long as the lane and on its thread. After a restart they are sent again, and refused again under the same rule.
 */
final class Waits {
    private static final int CHUNK = 256;

    private final Map<Key, Wait> waiting = new HashMap<>();

    /** What is waited for, and whether the server was known to have it when it said that it has not. */
    private record Wait(Key parent, boolean known) {}

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean holds(Key key) {
        return waiting.containsKey(key);
    }

    /** Whether a mutation waits. */
    boolean holds(OutboxEntry entry) {
        return !waiting.isEmpty() && waiting.containsKey(Key.of(entry.mutation()));
    }

    /** Decides what becomes of those that miss a row: they wait, or are refused. Everything else is passed on as it is. */
    List<Outcome> decide(StorageTx<?> tx, List<OutboxEntry> sent, List<Outcome> outcomes) {
        Map<UUID, Key> keys = new HashMap<>();
        sent.forEach(entry -> keys.put(entry.mutation().id(), Key.of(entry.mutation())));
        List<Outcome> decided = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            decided.add(outcome instanceof Outcome.Waiting missing ? decide(tx, missing, keys) : outcome);
        }
        return decided;
    }

    private Outcome decide(StorageTx<?> tx, Outcome.Waiting missing, Map<UUID, Key> keys) {
        Key child = keys.get(missing.mutation());
        Key parent = new Key(missing.collection(), missing.key());
        if (child == null || isBehind(parent, child) || !isHere(tx, parent)) {
            return new Outcome.Rejected(missing.mutation(), missing.reason());
        }
        waiting.put(child, new Wait(parent, isConfirmed(tx, parent)));
        return new Outcome.Deferred(missing.mutation(), missing.reason());
    }

    /** Whether what is waited for waits for the one that would wait, so that neither would ever go. */
    private boolean isBehind(Key parent, Key child) {
        Key at = parent;
        for (int steps = 0; steps <= waiting.size(); steps++) {
            if (at.equals(child)) {
                return true;
            }
            Wait wait = waiting.get(at);
            if (wait == null) {
                return false;
            }
            at = wait.parent();
        }
        return true;
    }

    /** Lets those go whose row has come, or is not to be expected any more. */
    void look(StorageTx<?> tx) {
        waiting.values()
                .removeIf(wait -> (!wait.known() && isConfirmed(tx, wait.parent())) || !isHere(tx, wait.parent()));
    }

    private static boolean isConfirmed(StorageTx<?> tx, Key key) {
        Confirmed row = tx.confirmed(key.collection(), key.key());
        return row != null && !row.change().tombstone();
    }

    private static boolean isHere(StorageTx<?> tx, Key key) {
        return !tx.unsettled(key.collection(), key.key(), 0, 1, Long.MAX_VALUE).isEmpty()
                || isQuarantined(tx, key)
                || isUnreadable(tx, key);
    }

    private static boolean isQuarantined(StorageTx<?> tx, Key key) {
        List<ParkedMutation> parked;
        long skip = 0;
        do {
            parked = tx.parked(MutationState.QUARANTINED, skip, CHUNK);
            if (parked.stream().anyMatch(each -> Key.of(each.mutation()).equals(key))) {
                return true;
            }
            skip += parked.size();
        } while (parked.size() == CHUNK);
        return false;
    }

    private static boolean isUnreadable(StorageTx<?> tx, Key key) {
        for (Unreadable row : tx.unreadable(CHUNK)) {
            if (row.collection().equals(key.collection()) && row.key().equals(key.key())) {
                return true;
            }
        }
        return false;
    }
}
