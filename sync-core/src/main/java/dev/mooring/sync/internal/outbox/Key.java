package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a mutation and a change have in common when they are about the same thing.
 *
 * @param collection of both
 * @param key of both
 */
public record Key(String collection, String key) {
    /** What a mutation is about. */
    public static Key of(Mutation mutation) {
        return new Key(mutation.collection(), mutation.key());
    }

    /** What a change is about. */
    public static Key of(Change change) {
        return new Key(change.collection(), change.key());
    }

    /** What a told change is about, without reading it. */
    public static Key of(Incoming incoming) {
        return new Key(incoming.collection(), incoming.key());
    }

    /** The keys of each collection, each once. */
    public static Map<String, Set<String>> byCollection(Collection<Key> keys) {
        Map<String, Set<String>> sorted = new LinkedHashMap<>();
        for (Key each : keys) {
            Set<String> some = sorted.get(each.collection);
            if (some == null) {
                some = new LinkedHashSet<>();
                sorted.put(each.collection, some);
            }
            some.add(each.key);
        }
        return sorted;
    }
}
