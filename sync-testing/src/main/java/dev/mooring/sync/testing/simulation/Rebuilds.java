package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.simulation.Checks.Held;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.Set;

/** What a device holds of a server that has become another one, and its ways out. */
final class Rebuilds<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private Past past = Past.NONE;
    private final Deque<Past> staged = new ArrayDeque<>();
    private boolean rebuilding;
    private boolean cancelling;
    private Set<String> waiting = Set.of();

    Rebuilds(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
    }

    /** What it knows of a server that is another one now. */
    Past past() {
        return past;
    }

    void isPast(Past what) {
        if (!past.isPast()) {
            past = what;
            simulation.note(device.name() + " has what the server has lost");
        }
    }

    /** The server is about to become another one: a rebuild may have fetched already what it holds until then. */
    void maybeStaged(Past before) {
        if (rebuilding) {
            staged.add(before);
        }
    }

    /** The server has answered what was asked then; a rebuild that goes on after it knows which server that is. */
    void heard(Duration begun) {
        staged.removeIf(before -> begun.compareTo(before.until()) >= 0);
    }

    /** The server has changed. */
    void look() {
        if (past.isPresentAgain(
                simulation.world(device.users.user()), device.model().position())) {
            simulation.note(device.name() + " has what the server has");
            past = Past.NONE;
        }
    }

    /** Whether a rebuild is under way. */
    static boolean isUnderWay(StorageTx<?> tx) {
        StagingTx staging = tx.staging();
        return staging != null && staging.rebuild() != null;
    }

    /**
     * Looks, after each commit, whether a rebuild has put another state in place, or another history has.
     *
     * @return whether a rebuild has; each of them drops what was confirmed
     */
    boolean saw(StorageTx<DB> tx, String history, Held held, Set<String> waiting) {
        this.waiting = waiting;
        boolean before = rebuilding;
        rebuilding = isUnderWay(tx);
        boolean rebuilt = before && !rebuilding && !cancelling;
        if (rebuilt) {
            simulation.note(device.name() + " is rebuilt");
            device.model().startedOver();
            past = Past.NONE;
            tookOver(held, history);
        } else if (past.isPast() && !past.history().equals(history)) {
            past = Past.NONE;
        }
        return rebuilt;
    }

    /** What a rebuild put in place may be what the server has lost since, or what an earlier history of it was. */
    private void tookOver(Held held, String history) {
        SimulatedWorld<DB> world = simulation.world(device.users.user());
        Past taken = staged.stream()
                .filter(before -> before.history().equals(history))
                .findFirst()
                .map(before -> before.takenOver(held.cursor()))
                .orElse(Past.NONE);
        if (taken.isPast() && !taken.isPresentAgain(world, held.position())) {
            isPast(taken);
            taken.lost(world, held.position()).forEach(fact -> device.model().forgive(fact.label()));
        }
        staged.clear();
    }

    /** The app rebuilds; one in five forgets what is pending, or all that is not acknowledged. */
    void rebuild(Random random) {
        boolean pending = random.nextInt(5) == 0;
        boolean parked = pending && random.nextBoolean();
        RebuildPlan plan = new RebuildPlan(null, pending, parked, parked).droppingConfirmed();
        device.app.act(client -> {
            if (!client.recovery().preview(plan).underWay()) {
                device.storage().<Boolean, RuntimeException>read(tx -> {
                    Held.read(tx, simulation.world).places(simulation.world).forEach((label, place) -> {
                        if (place.equals("pending") ? pending : parked) {
                            device.model().forgive(label);
                        }
                    });
                    return true;
                });
                device.app.futures.add(client.recovery().rebuild(plan));
            }
        });
    }

    void cancelRebuild() {
        cancelling = true;
        try {
            device.app.act(client -> client.recovery().cancelRebuild());
        } finally {
            cancelling = false;
        }
    }

    /** What an app does that is told that the server is another one. */
    void heed(SyncEvent event) {
        if (event instanceof SyncEvent.StatusChanged changed && changed.status().state() == State.INCOMPATIBLE) {
            simulation.later(2000, this::rebuildIfNeeded);
        }
    }

    void rebuildIfNeeded() {
        if (device.network.isStrange()) {
            return; // Its user has to sign in.
        }
        if (device.ready() && simulation.isLostForGood() && device.status().state() == State.INCOMPATIBLE) {
            simulation.note(device.name() + " rebuilds, as the server is another one");
            device.app.act(client -> {
                if (!client.recovery().preview(RebuildPlan.withoutExport()).underWay()) {
                    device.app.futures.add(client.recovery()
                            .rebuild(RebuildPlan.withoutExport().droppingConfirmed()));
                }
            });
        }
    }

    /** What waited for the server when it was last looked at. */
    Set<String> waiting() {
        return waiting;
    }

    /** The database is another user's now. */
    void startOver() {
        past = Past.NONE;
        staged.clear();
        rebuilding = false;
    }
}
