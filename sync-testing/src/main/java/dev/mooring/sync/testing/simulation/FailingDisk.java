package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import org.jspecify.annotations.Nullable;

/** A device's disk, which takes nothing now and then. */
final class FailingDisk<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private @Nullable Disk spoiled;
    private @Nullable String refusal;

    FailingDisk(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
    }

    boolean isSpoiled() {
        return spoiled != null;
    }

    /** The database takes nothing for a while: a commit fails, whoever says so, or the disk is really full or read-only. */
    void spoil(int how, int millis) {
        if (isSpoiled()) {
            return;
        }
        Disk disk = Disk.values()[how];
        spoiled = disk;
        simulation.note(device.name() + "'s disk fails: " + disk);
        if (!simulation.world.disk(device.index, disk) || disk == Disk.GOOD) {
            refuse("the disk is full");
        }
        simulation.later(millis, this::mend);
    }

    void mend() {
        if (isSpoiled()) {
            simulation.note(device.name() + "'s disk is good again");
            spoiled = null;
            simulation.world.disk(device.index, Disk.GOOD);
            refuse(null);
        }
    }

    private void refuse(@Nullable String reason) {
        refusal = reason;
        device.eachProcess(each -> each.storage().refuseCommits(reason));
    }

    /** Why a commit fails now; null if it does not. */
    @Nullable
    String refusal() {
        return refusal;
    }
}
