package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Device.Process;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Another process on a device's database, which comes and leaves again. */
final class Company<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private @Nullable Process<DB> process;
    private VirtualScheduler.@Nullable Lane lane;
    private boolean opened;
    private Duration sharedUntil = Duration.ZERO;

    Company(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
    }

    /** A second process on the database, which writes and syncs on its own. */
    void come(Random random, int millis) {
        if (process != null || !device.ready()) {
            return;
        }
        VirtualScheduler.Lane itsLane = device.newLane(37);
        lane = itsLane;
        Stop<DB> stop = new Stop<>(device, itsLane);
        CrashingStorage.Hook hook = (moment, number) -> {
            if (moment == Moment.AFTER_COMMIT) {
                opened = true;
                simulation.committed(device);
                stop.at("after a commit");
            }
        };
        opened = false;
        process = device.connect(itsLane, stop, hook, begun -> {});
        simulation.note(device.name() + " gets company");
        device.app.write(process, 1 + random.nextInt(3), random);
        device.app.act(process, () -> {}, SyncClient::start);
        simulation.later(millis, this::leave);
    }

    void leave() {
        Process<DB> closing = process;
        if (closing != null && closing.stop().isStopped()) {
            simulation.later(1000, this::leave);
        } else if (closing != null) {
            simulation.note(device.name() + "'s company leaves");
            process = null;
            sharedUntil = simulation.time.uptime().plusMinutes(2);
            closing.client().close();
        }
    }

    /** Whether another process has written lately, so that this one need not know the counts. */
    boolean shared() {
        return process != null || simulation.time.uptime().compareTo(sharedUntil) < 0;
    }

    @Nullable
    Process<DB> process() {
        return process;
    }

    /** Its storage; null if it has not got that open, as the disk is full perhaps. */
    @Nullable
    Storage<DB> view() {
        return process == null || !opened ? null : process.storage();
    }

    void jump(Duration by) {
        if (lane != null) {
            lane.jump(by);
        }
    }

    /** The run is over. */
    void end() {
        if (lane != null) {
            lane.kill();
        }
        if (process != null) {
            process.storage().close();
        }
    }
}
