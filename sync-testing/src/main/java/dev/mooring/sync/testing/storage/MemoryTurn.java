package dev.mooring.sync.testing.storage;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One transaction's hold on the data: on its thread, until it ends. */
final class MemoryTurn {
    private final Thread thread = Thread.currentThread();
    private final MemoryData data;
    private final boolean writable;
    private final MemoryCapture.Rule rule;
    private final Map<String, Set<String>> changed = new TreeMap<>();
    private boolean quiet;
    private boolean ended;

    MemoryTurn(MemoryData data, boolean writable, MemoryCapture.Rule rule) {
        this.data = data;
        this.writable = writable;
        this.rule = rule;
        if (writable) {
            data.transactions++;
        }
    }

    /** Runs code whose writes are not captured. */
    void quietly(Runnable code) {
        boolean before = quiet;
        quiet = true;
        try {
            code.run();
        } finally {
            quiet = before;
        }
    }

    /** Captures a write that changed something, if its table is captured. */
    void capture(String table, String key, @Nullable String before, @Nullable String after) {
        if (!rule.tables().contains(table) || Objects.equals(before, after)) {
            return;
        }
        changed.computeIfAbsent(table, any -> new TreeSet<>()).add(key);
        if (!quiet) {
            data.journalToWrite()
                    .put(
                            ++data.lastCapture,
                            new MemoryCapture(
                                    table, key, before, after, rule.clock().get(), data.transactions));
        }
    }

    /** The rows of captured tables that it has changed, whether that was captured or not. */
    Map<String, Set<String>> changed() {
        return changed;
    }

    /** Whether writes to some tables are captured. */
    boolean captures() {
        return !rule.tables().isEmpty();
    }

    /** Where the ids of sites come from; null if captures have no clocks. */
    @Nullable
    Supplier<UUID> sites() {
        return rule.sites();
    }

    /** Whether the cells of a table have clocks. */
    boolean hasClocks(String table) {
        return rule.sites() != null && rule.tables().contains(table);
    }

    void end() {
        ended = true;
    }

    MemoryData data() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("this transaction belongs to thread " + thread.getName() + ", not to "
                    + Thread.currentThread().getName());
        }
        if (ended) {
            throw new IllegalStateException("this transaction is over; nothing was done");
        }
        return data;
    }

    MemoryData dataToWrite() {
        MemoryData open = data();
        if (!writable) {
            throw new IllegalStateException("this transaction only reads; nothing was written");
        }
        return open;
    }
}
