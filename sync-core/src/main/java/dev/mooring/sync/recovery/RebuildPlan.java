package dev.mooring.sync.recovery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a rebuild keeps and what it drops. Pending, superseded and quarantined mutations are kept unless the plan drops them by name.
 * If there is an export, it is written before anything else happens.
 *
 * @param export where the mutations are exported to, or null for no export
 * @param dropPending whether unsynced work is forgotten
 * @param dropSuperseded whether what lost against the server is forgotten
 * @param dropQuarantined whether what was refused is forgotten
 * @param resendConfirmed whether what the server had confirmed here, and does not have any more, is sent back to it
 * @param dropConfirmed whether that is let go without a copy, if the server is in doubt
 */
public record RebuildPlan(
        @Nullable Path export,
        boolean dropPending,
        boolean dropSuperseded,
        boolean dropQuarantined,
        boolean resendConfirmed,
        boolean dropConfirmed) {
    /** Takes the server's word for what it has. */
    public RebuildPlan(@Nullable Path export, boolean dropPending, boolean dropSuperseded, boolean dropQuarantined) {
        this(export, dropPending, dropSuperseded, dropQuarantined, false, false);
    }

    /**
     * Keeps everything, and exports it.
     *
     * @param file created or replaced, whole or not at all
     * @return the plan
     */
    public static RebuildPlan exportingTo(Path file) {
        return new RebuildPlan(file, false, false, false);
    }

    /**
     * Keeps everything, and exports nothing.
     *
     * @return the plan
     */
    public static RebuildPlan withoutExport() {
        return new RebuildPlan(null, false, false, false);
    }

    /**
     * The same, but unsynced work is forgotten.
     *
     * @return a copy
     */
    public RebuildPlan droppingPending() {
        return new RebuildPlan(export, true, dropSuperseded, dropQuarantined, resendConfirmed, dropConfirmed);
    }

    /**
     * The same, but what lost against the server is forgotten.
     *
     * @return a copy
     */
    public RebuildPlan droppingSuperseded() {
        return new RebuildPlan(export, dropPending, true, dropQuarantined, resendConfirmed, dropConfirmed);
    }

    /**
     * The same, but what was refused is forgotten.
     *
     * @return a copy
     */
    public RebuildPlan droppingQuarantined() {
        return new RebuildPlan(export, dropPending, dropSuperseded, true, resendConfirmed, dropConfirmed);
    }

    /**
     * The same, but what the server had confirmed here and has lost is sent back, as mutations of this client, below what is
     * pending. Use it for a server that was built anew or restored from an older copy. Without it, only what the server shows is kept.
     *
     * <p>Where the server keeps keys, that is each confirmed row that it does not show or shows in an older state by its writer's
     * stamp, and each deletion of this client that it has undone. In a log, it is each change of the confirmed log that the new one
     * does not show. Where there is no such log of the whole history, the app's handler restates the rows
     * ({@link dev.mooring.sync.ChangeHandler.Restating#restate}); if it does not, the rebuild is refused. Where cells have clocks, the rows stay,
     * what the server has is merged into them, and each cell is sent that it does not show, whoever wrote it.
     *
     * @return a copy
     */
    public RebuildPlan resendingConfirmed() {
        return new RebuildPlan(export, dropPending, dropSuperseded, dropQuarantined, true, dropConfirmed);
    }

    /**
     * The same, but what the server had confirmed is let go without a copy, if the server is in doubt. A client that is {@linkplain
     * dev.mooring.sync.SyncReport.Incompatible incompatible} as the server knows less, has another history, or shows somebody else's
     * rows, refuses a rebuild without an export, unless the plan says this: the confirmed data may be nowhere else. Where cells have clocks, an
     * export does not hold them, so only this or {@link #resendingConfirmed} will do.
     *
     * <p>Collections that come by the channel alone stay as they are, also what the server has lost of them: no pull shows what it has.
     *
     * @return a copy
     */
    public RebuildPlan droppingConfirmed() {
        return new RebuildPlan(export, dropPending, dropSuperseded, dropQuarantined, resendConfirmed, true);
    }
}
