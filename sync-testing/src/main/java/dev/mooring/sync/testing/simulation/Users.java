package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Device.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who uses a device, one user after the other, and what each of them is owed. */
final class Users<DB> {
    /** A user's labels on a device are counted from a multiple of this. */
    private static final int LABELS = 1_000_000;

    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private final List<Model> models = new ArrayList<>();
    private final Map<Integer, ServerIdentity> identities = new HashMap<>();
    private int user;
    private boolean dropping;
    private boolean switching;

    Users(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
        for (int each = 0; each < simulation.users(); each++) {
            models.add(new Model(each * LABELS));
        }
    }

    int user() {
        return user;
    }

    Model model() {
        return models.get(user);
    }

    Model model(int of) {
        return models.get(of);
    }

    /** Whose the database is: what its user leaves unsettled is gone from here, and what was settled need not be here for long. */
    void belongsTo(@Nullable ServerIdentity identity) {
        int now = 0;
        for (int each = 0; identity != null && each < simulation.users(); each++) {
            now = identity.equals(identity(each)) ? each : now;
        }
        if (now == user) {
            return;
        }
        simulation.note(device.name() + " belongs to user " + now);
        for (String label : model().owed()) {
            if (!device.rebuilds.waiting().contains(label)) {
                model().settled(label);
            } else if (dropping) {
                model().forgive(label);
            }
        }
        user = now;
        model().startedOver();
        device.rebuilds.startOver();
        device.network.forget();
    }

    private ServerIdentity identity(int of) {
        return identities.computeIfAbsent(
                of,
                each -> simulation
                        .world(each)
                        .transport(device.index, simulation.schedule.maxBatchCount(), simulation.schedule.slice())
                        .capabilities()
                        .identity());
    }

    /** Until it ends, its client speaks for the last user, whosever the database is. */
    boolean isSwitching() {
        return switching;
    }

    void signInAs(int as) {
        if (user != as) {
            switchUser(UserSwitch.park());
        }
    }

    /** As soon as the lane rests: an app would wait for it. */
    void switchUser(UserSwitch how) {
        Process<DB> alive = device.process();
        VirtualScheduler.Lane lane = device.lane;
        if (simulation.users() < 2 || alive == null || !device.ready() || lane == null) {
            return;
        }
        if (lane.isBusy()) {
            simulation.later(20, () -> switchUser(how));
            return;
        }
        device.company.leave();
        if (device.isStopped() || device.company.process() != null) {
            return;
        }
        FaultTransport next = device.network.faulty(1 - user, alive.stop());
        Transport hearing = device.network.hearing(1 - user, next, lane, alive.stop());
        dropping = how.kind() == UserSwitch.Kind.DROP;
        switching = true;
        device.app.act(client -> {
            try {
                UserSwitch.Report report = client.recovery()
                        .switchUser(
                                device.network.heard(
                                        alive.stop().around(hearing, alive.storage()), lane, device.network::hears),
                                how);
                if (report.switched() && alive.equals(device.process())) {
                    device.goesOnAs(new Process<>(client, alive.storage(), next, alive.stop()));
                }
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.BUSY) {
                    throw e;
                }
                simulation.note(device.name() + " " + e.getMessage()); // A process that was killed holds the lease.
            }
        });
        dropping = false;
        switching = false;
    }
}
