package dev.mooring.sync.internal.merge;

import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An unsettled entry that may turn up at the server.
 *
 * @param entry which
 * @param echo by what it is recognised there; empty if it cannot be
 * @param stamp when it was made, as the server would tell it
 */
public record Candidate(OutboxEntry entry, String echo, Instant stamp) {
    /** Entries as candidates, as the transport tells them. */
    public static List<Candidate> all(Transport transport, Collection<OutboxEntry> entries) {
        List<Candidate> candidates = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            candidates.add(new Candidate(entry, transport.echo(entry.mutation()), transport.stamp(entry.mutation())));
        }
        return candidates;
    }

    /** What a slice is about. */
    public static Set<Key> keys(List<Incoming> slice) {
        Set<Key> keys = new HashSet<>();
        for (Incoming incoming : slice) {
            keys.add(Key.of(incoming));
        }
        return keys;
    }
}
