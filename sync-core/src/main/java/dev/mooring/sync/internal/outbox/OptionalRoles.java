package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a transaction for the roles that a storage need not offer. Nobody else asks. */
public final class OptionalRoles {
    private OptionalRoles() {}

    /** How many captures wait to be taken in; 0 where nothing is captured. */
    public static long waiting(StorageTx<?> tx) {
        CaptureTx captures = tx.captures();
        return captures == null ? 0 : captures.waiting();
    }

    /** The role of a storage that has said that it captures. */
    public static CaptureTx captures(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.captures(), "this storage says that it captures, and offers no CaptureTx");
    }

    /**
     * The role that clocks need.
     *
     * @throws IllegalStateException if the storage does not offer it
     */
    public static ClockTx clocks(StorageTx<?> tx) {
        ClockTx clocks = tx.clocks();
        if (clocks == null) {
            throw new IllegalStateException(
                    "this server keeps cells with clocks, and this storage keeps no clocks (it offers no ClockTx); open one whose"
                            + " tables have them");
        }
        return clocks;
    }

    /** The rebuild that is under way; null where rebuilds are not offered, too. */
    public static @Nullable Rebuild rebuild(StorageTx<?> tx) {
        StagingTx staging = tx.staging();
        return staging == null ? null : staging.rebuild();
    }

    /**
     * The role that a rebuild needs.
     *
     * @throws IllegalStateException if the storage does not offer it
     */
    public static StagingTx staging(StorageTx<?> tx) {
        StagingTx staging = tx.staging();
        if (staging == null) {
            throw new IllegalStateException(
                    "this storage offers no StagingTx, which a rebuild needs to keep the server's state beside the present one;"
                            + " nothing was begun");
        }
        return staging;
    }

    /**
     * Records that a rebuild begins. A server shows a site nothing of its own, so where cells have clocks it is met as a new site.
     *
     * @throws IllegalStateException if the storage does not offer the role that it needs
     */
    public static void begin(StorageTx<?> tx, Rebuild rebuild) {
        staging(tx).rebuild(rebuild);
        ClockTx clocks = tx.clocks();
        if (clocks != null) {
            clocks.newSite();
        }
    }
}
