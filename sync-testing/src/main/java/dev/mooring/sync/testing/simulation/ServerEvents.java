package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.testing.simulation.Checks.Held;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What happens to the server: others write to it, it answers nobody for a time, and it loses what it had. */
final class ServerEvents<DB> {
    private static final int OUTAGE = 15_000;

    private final Simulation<DB> simulation;
    private boolean out;
    private int losses;
    private int served;

    ServerEvents(Simulation<DB> simulation) {
        this.simulation = simulation;
    }

    boolean isOut() {
        return out;
    }

    /** Whether the server has lost something that comes back, or is about to. */
    boolean isLoss() {
        return losses > 0;
    }

    /** Long enough that no request is under way any more and no check of the history counts. */
    void lose(int lasting, Random random) {
        if (losses > 0) {
            return;
        }
        out = true;
        simulation.devices().forEach(device -> device.network.reconnect());
        simulation.later(OUTAGE, () -> {
            simulation.accounts().forEach(account -> account.light.lost(simulation.time.uptime()));
            simulation.world.lose(
                    random,
                    simulation.devices().stream()
                            .mapToLong(device -> device.model().position())
                            .min()
                            .orElse(0));
            back();
        });
        simulation.later(OUTAGE + lasting, () -> {
            out = true;
            simulation.devices().forEach(device -> device.network.reconnect());
        });
        simulation.later(OUTAGE + lasting + OUTAGE, () -> {
            simulation.world.restore();
            losses--;
            back();
        });
        losses++;
    }

    /** As an outage, but for good. */
    void becomeAnother(Random random, boolean empty) {
        if (losses == 0) {
            losses++;
            out = true;
            simulation.devices().forEach(device -> device.network.reconnect());
            simulation.later(OUTAGE, () -> anotherSince(random, empty));
        }
    }

    /** When everybody can be looked at, so that it is known who has had what. */
    private void anotherSince(Random random, boolean empty) {
        if (!simulation.devices().stream().allMatch(Device::ready)) {
            simulation.later(100, () -> anotherSince(random, empty));
            return;
        }
        Map<Device<DB>, Held> held = new LinkedHashMap<>();
        Map<Device<DB>, List<ServerFact>> known = new LinkedHashMap<>();
        for (Device<DB> device : simulation.devices()) {
            simulation.committed(device);
            Held holds = device.storage().<Held, RuntimeException>read(tx -> Held.read(tx, simulation.world));
            held.put(device, holds);
            Checks<DB> checks = simulation.account(device).checks;
            known.put(device, checks.facts(device, holds.cursor()));
            checks.aboutToRelapse(device, simulation.time.uptime());
        }
        simulation.world.relapse(random, empty);
        simulation.note(empty ? "the server is built anew" : "the server is restored from a backup");
        simulation.accounts().forEach(account -> account.light.lost(simulation.time.uptime()));
        simulation.look();
        held.forEach((device, holds) -> simulation
                .account(device)
                .checks
                .relapsed(device, Objects.requireNonNull(known.get(device)), holds.cursor(), simulation.time.uptime()));
        simulation.devices().forEach(Device::unseen);
        losses--;
        back();
    }

    private void back() {
        out = false;
        simulation.devices().forEach(device -> device.network.reconnect());
    }

    /** Others write to it, for one user after the other. */
    void write(int count) {
        if (isLoss()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            simulation
                    .accounts()
                    .get(served % simulation.accounts().size())
                    .world
                    .serverWrites("s" + ++served);
        }
        simulation.written();
    }

    void deleteAll() {
        if (!isLoss()) {
            simulation.world.deleteAll();
            simulation.written();
        }
    }

    void replaceHistory(Random random) {
        if (!isLoss()) {
            simulation.world.replaceHistory(random);
            simulation.written();
        }
    }
}
