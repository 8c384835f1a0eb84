package dev.mooring.sync.testing.oplog;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All users' datasets under one counter. Callers hold the server's lock. */
final class Database {
    private final Supplier<String> keys;
    private Map<String, Dataset> users = new TreeMap<>();
    private long counter;

    Database(Supplier<String> keys) {
        this.keys = keys;
    }

    /** A user's dataset; the first look makes an empty generation with a random key. */
    Dataset of(String user) {
        return users.computeIfAbsent(user, name -> new Dataset(keys.get()));
    }

    void begin(String user, String key, String snapshot) {
        of(user).replace(key, snapshot);
    }

    long counter() {
        return counter;
    }

    void counter(long value) {
        counter = value;
    }

    /** The next sequence. One is burned on every attempt, also on that of a duplicate. */
    long next() {
        return ++counter;
    }

    /** Everything above a sequence is lost, for all users, and the counter with it. */
    void truncate(long latest) {
        users.values().forEach(dataset -> dataset.truncate(latest));
        counter = Math.min(counter, latest);
    }

    void wipe() {
        users.clear();
        counter = 0;
    }

    /** What a copy of the database file holds. */
    record Copy(Map<String, Dataset> users, long counter) {}

    Copy copy() {
        return new Copy(copy(users), counter);
    }

    void restore(Copy copy) {
        users = copy(copy.users());
        counter = copy.counter();
    }

    private static Map<String, Dataset> copy(Map<String, Dataset> from) {
        Map<String, Dataset> to = new TreeMap<>();
        from.forEach((user, dataset) -> to.put(user, new Dataset(dataset)));
        return to;
    }
}
