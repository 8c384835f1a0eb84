package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.LocalRows;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds all rows of a refused batch that lack another row at the server. The server names only the first. The others refer to a row
 * that is here, is not at the server and was not in the batch: the server would refuse them next.
 */
final class Orphaned {
    private final StorageTx<?> tx;
    private final Transport transport;
    private final Waits waits;
    private final LocalRows here;
    private final Map<UUID, OutboxEntry> sent = new LinkedHashMap<>();
    private final Set<Key> together = new HashSet<>();
    private final Set<Key> refused = new HashSet<>();

    private Orphaned(StorageTx<?> tx, Transport transport, Waits waits, List<OutboxEntry> entries) {
        this.tx = tx;
        this.transport = transport;
        this.waits = waits;
        this.here = new LocalRows(tx, transport);
        for (OutboxEntry entry : entries) {
            sent.put(entry.mutation().id(), entry);
            together.add(Key.of(entry.mutation()));
        }
    }

    /** Decides what becomes of those that miss a row: they wait, or are refused. Everything else is passed on as it is. */
    static List<Outcome> decide(
            StorageTx<?> tx, Transport transport, Waits waits, List<OutboxEntry> sent, List<Outcome> outcomes) {
        waits.answered();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Rejected) {
                return new Orphaned(tx, transport, waits, sent).decide(outcomes);
            }
        }
        return outcomes;
    }

    /** The outcomes as they count; who waits is noted. */
    private List<Outcome> decide(List<Outcome> outcomes) {
        Map<UUID, Outcome> decided = new HashMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Rejected) {
                refuse(decided, outcome);
            }
        }
        for (Outcome outcome : outcomes) {
            OutboxEntry entry = sent.get(outcome.mutation());
            if (outcome instanceof Outcome.Waiting missing
                    && entry != null
                    && !holdBack(entry, named(entry, missing))) {
                refuse(decided, new Outcome.Rejected(missing.mutation(), missing.reason()));
            }
        }
        boolean more = !refused.isEmpty() || outcomes.stream().anyMatch(Outcome.Waiting.class::isInstance);
        while (more) {
            more = false; // Mutations that refer to those found now are found in the next round.
            for (Outcome outcome : outcomes) {
                OutboxEntry entry = sent.get(outcome.mutation());
                if (outcome instanceof Outcome.Deferred && entry != null && !waits.holds(entry)) {
                    more |= holdBack(entry, missing(entry, false));
                }
            }
        }
        List<Outcome> all = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            Outcome made = decided.get(outcome.mutation());
            boolean waiting = made == null && outcome instanceof Outcome.Waiting;
            all.add(
                    waiting
                            ? new Outcome.Deferred(outcome.mutation(), ((Outcome.Waiting) outcome).reason())
                            : made == null ? outcome : made);
        }
        return all;
    }

    private void refuse(Map<UUID, Outcome> decided, Outcome outcome) {
        decided.put(outcome.mutation(), outcome);
        OutboxEntry entry = sent.get(outcome.mutation());
        if (entry != null) {
            refused.add(Key.of(entry.mutation()));
        }
    }

    private boolean holdBack(OutboxEntry entry, @Nullable Key parent) {
        return parent != null && waits.add(tx, here, entry, parent);
    }

    /** The row that the server has named, or the first that it can have meant. */
    private @Nullable Key named(OutboxEntry entry, Outcome.Waiting missing) {
        if (missing.collection().isEmpty()) {
            return missing(entry, true);
        }
        return here.find(new Reference(missing.collection(), missing.key()));
    }

    private @Nullable Key missing(OutboxEntry entry, boolean blamed) {
        Mutation mutation = entry.mutation();
        for (Reference reference : transport.references(mutation)) {
            if (reference.key().isEmpty() && !blamed) {
                continue; // A server accepts most deletions, whatever else is pending.
            }
            Key parent = here.find(reference);
            if (parent != null && (refused.contains(parent) || waits.holds(parent))) {
                return parent;
            }
            if (parent != null
                    && !together.contains(parent)
                    && !LocalRows.isConfirmed(tx, parent)
                    && !parent.equals(Key.of(mutation))) {
                return parent;
            }
        }
        return null;
    }
}
