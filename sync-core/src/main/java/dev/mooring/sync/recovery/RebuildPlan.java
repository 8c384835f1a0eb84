package dev.mooring.sync.recovery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a rebuild keeps. By default everything that the server has not settled: pending, superseded and quarantined mutations stay,
 * and are exported before anything happens. To drop any of them is said by name.
 *
 * @param export where the mutations are exported to, or null for no export
 * @param dropPending whether unsynced work is forgotten
 * @param dropSuperseded whether what lost against the server is forgotten
 * @param dropQuarantined whether what was refused is forgotten
 */
public record RebuildPlan(@Nullable Path export, boolean dropPending, boolean dropSuperseded, boolean dropQuarantined) {
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
        return new RebuildPlan(export, true, dropSuperseded, dropQuarantined);
    }

    /**
     * The same, but what lost against the server is forgotten.
     *
     * @return a copy
     */
    public RebuildPlan droppingSuperseded() {
        return new RebuildPlan(export, dropPending, true, dropQuarantined);
    }

    /**
     * The same, but what was refused is forgotten.
     *
     * @return a copy
     */
    public RebuildPlan droppingQuarantined() {
        return new RebuildPlan(export, dropPending, dropSuperseded, true);
    }
}
