package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;

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
}
