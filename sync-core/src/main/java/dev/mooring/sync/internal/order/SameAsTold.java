package dev.mooring.sync.internal.order;

import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed.Told;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a slice that the server tells as the same text as what is confirmed of them. They are no news, and nobody reads them. A row that
 * is in the slice more than once is read, as then the one before it counts.
 *
 * @param keys of these rows
 * @param rest the other changes, in order
 * @param latest the latest stamp of these rows; null if none has one
 */
record SameAsTold(
        List<Key> keys, List<Incoming> rest, @Nullable Instant latest) {
    static SameAsTold of(StorageTx<?> tx, List<Incoming> slice) {
        Map<String, Map<String, Incoming>> candidates = candidates(slice);
        if (candidates.isEmpty()) {
            return new SameAsTold(Collections.emptyList(), slice, null);
        }
        Set<Incoming> same = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Key> keys = new ArrayList<>();
        Instant latest = null;
        for (Map.Entry<String, Map<String, Incoming>> some : candidates.entrySet()) {
            String collection = some.getKey();
            for (Told noted : tx.confirmed().told(collection, some.getValue().keySet())) {
                Incoming incoming = Objects.requireNonNull(some.getValue().get(noted.key()));
                if (incoming.told().equals(noted.told())) {
                    same.add(incoming);
                    keys.add(new Key(collection, noted.key()));
                    tx.aside().readable(collection, noted.key());
                    Instant stamp = noted.stamp();
                    latest = latest == null || (stamp != null && stamp.isAfter(latest)) ? stamp : latest;
                }
            }
        }
        List<Incoming> rest = new ArrayList<>(slice.size() - same.size());
        for (Incoming incoming : slice) {
            if (!same.contains(incoming)) {
                rest.add(incoming);
            }
        }
        return new SameAsTold(keys, rest, latest);
    }

    /** What is told as some text, not read yet, and the only one of its key, by collection and key. */
    private static Map<String, Map<String, Incoming>> candidates(List<Incoming> slice) {
        Map<String, Map<String, Incoming>> candidates = new LinkedHashMap<>();
        Set<Key> twice = new HashSet<>(0);
        for (Incoming incoming : slice) {
            Incoming other = candidates
                    .computeIfAbsent(incoming.collection(), collection -> new LinkedHashMap<>())
                    .put(incoming.key(), incoming);
            if (other != null) {
                twice.add(Key.of(incoming));
            }
        }
        twice.forEach(
                key -> Objects.requireNonNull(candidates.get(key.collection())).remove(key.key()));
        for (Map<String, Incoming> some : candidates.values()) {
            some.values().removeIf(incoming -> incoming.told().isEmpty() || incoming.isRead());
        }
        candidates.values().removeIf(Map::isEmpty);
        return candidates;
    }
}
