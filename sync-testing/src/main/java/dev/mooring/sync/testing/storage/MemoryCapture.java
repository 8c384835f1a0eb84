package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Mutation;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One write to a captured table, waiting to be taken in. */
record MemoryCapture(
        String table,
        String key,
        @Nullable String before,
        @Nullable String after,
        Instant at,
        long transaction) {
    /** The mutation that it becomes. */
    Mutation draft() {
        return after == null ? Mutation.delete(table, key) : Mutation.of(table, key, MemoryHandler.SET, after);
    }

    boolean isOf(String name, String row) {
        return table.equals(name) && key.equals(row);
    }

    /** Which tables are captured, the clock of the captures, and the ids of sites if their cells have clocks. */
    record Rule(
            Set<String> tables,
            Supplier<Instant> clock,
            @Nullable Supplier<UUID> sites) {
        /** Nothing is. */
        static final Rule NONE = new Rule(Set.of(), () -> Instant.EPOCH, null);
    }
}
