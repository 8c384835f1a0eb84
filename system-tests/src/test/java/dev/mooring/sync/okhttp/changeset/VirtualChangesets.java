package dev.mooring.sync.okhttp.changeset;

import java.util.function.LongSupplier;

/** Sets what only the simulation sets: the time, and slices that are small. */
public final class VirtualChangesets {
    private VirtualChangesets() {}

    public static ChangesetDialect dialect(ChangesetDialectBuilder builder, LongSupplier nanos, int slice) {
        return builder.clock(nanos).slicesOf(slice).build();
    }
}
