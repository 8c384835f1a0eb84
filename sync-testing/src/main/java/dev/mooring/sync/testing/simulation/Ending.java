package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.calls.CallReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The end of a run: the faults are off, and everything must come right within bounded time. */
final class Ending<DB> {
    private static final int ROUNDS = 60;
    /** A process that was killed may hold the lease a little longer. */
    private static final int LEASES = 3;

    /** A channel that was refused is tried again within minutes, and what it alone shows takes two beats. */
    private static final int CONNECTIONS = 40;

    private final Simulation<DB> simulation;
    private final boolean lights;

    Ending(Simulation<DB> simulation, boolean lights) {
        this.simulation = simulation;
        this.lights = lights;
    }

    void settle() {
        simulation.accounts().forEach(account -> account.world.garbage(new Random(0), 0));
        for (Device<DB> device : simulation.devices()) {
            device.calm();
        }
        settleAsIs();
        // Everybody comes back once, and finds what was left.
        for (int user = 0; user < simulation.users() && simulation.users() > 1 && !simulation.isViolated(); user++) {
            int as = user;
            for (int attempt = 0;
                    attempt < ROUNDS && simulation.devices().stream().anyMatch(device -> device.users.user() != as);
                    attempt++) {
                simulation.devices().forEach(device -> device.users.signInAs(as));
                simulation.time.advance(Duration.ofSeconds(2));
            }
            settleAsIs();
        }
        if (simulation.world.keepsCells() && !simulation.isViolated()) {
            lastEdit(
                    simulation.devices().get(Math.floorMod(simulation.schedule.seed(), simulation.schedule.devices())));
        }
    }

    /** What is written at rest is newer than everything, so it wins everywhere. If a clock is not what it should be, rows differ now. */
    private void lastEdit(Device<DB> device) {
        Set<String> before = new HashSet<>(device.model().edits().keySet());
        device.app.write(1, new Random(simulation.schedule.seed()));
        List<String> labels = new ArrayList<>(device.model().edits().keySet());
        labels.removeAll(before);
        settleAsIs();
        for (String label : labels) {
            boolean waits = device.storage()
                    .<Boolean, RuntimeException>read(tx -> Checks.Held.read(tx, simulation.world)
                            .places(simulation.world)
                            .containsKey(label));
            boolean stands = simulation.world.facts().stream()
                    .anyMatch(fact -> List.of(fact.label().split("[\\n=]", -1)).contains("t" + label));
            Violation.check(
                    stands || waits || simulation.isViolated(),
                    "C2 (what is written at rest does not win)",
                    device.name(),
                    label);
        }
    }

    private void settleAsIs() {
        for (int round = 0; round < ROUNDS && !simulation.isViolated(); round++) {
            for (Device<DB> device : simulation.devices()) {
                device.start();
                device.rebuilds.rebuildIfNeeded();
                device.app.sync();
            }
            simulation.time.advance(Duration.ofSeconds(round < 5 ? 2 : 60));
            simulation.checkAll();
            if (round > 0 && simulation.devices().stream().allMatch(this::isConverged)) {
                break;
            }
        }
        for (Device<DB> device : simulation.devices()) {
            atRest(device);
            callsMade(device);
        }
        // Behind them all, as time goes on meanwhile, and with it what the server commits late.
        if (lights) {
            simulation.devices().forEach(this::lit);
        }
    }

    private boolean isConverged(Device<DB> device) {
        try {
            atRest(device);
            return true;
        } catch (Violation | IllegalStateException notYet) {
            return false;
        }
    }

    /** Everything has come right: the light must say so. */
    private void lit(Device<DB> device) {
        int attempts = simulation.world.needsChannels() ? CONNECTIONS : LEASES;
        for (int attempt = 0; attempt < attempts && !Light.isLit(device); attempt++) {
            device.app.act(client -> {
                CompletableFuture<?> synced = client.syncNow();
                simulation.time.runUntil(synced::isDone, Duration.ofMinutes(1));
            });
            simulation.time.advance(Duration.ofSeconds(10));
        }
        Light.lit(device);
    }

    private void atRest(Device<DB> device) {
        device.storage().<Boolean, RuntimeException>read(tx -> {
            simulation.account(device).checks.converged(device, tx);
            return true;
        });
        simulation.account(device).checks.atRest(device);
        for (CompletableFuture<?> future : device.app.futures) {
            Violation.check(future.isDone(), "I9 (a future never completed)", device.name(), future);
        }
    }

    private void callsMade(Device<DB> device) {
        for (Map.Entry<String, CompletableFuture<CallReport>> call : device.app.calls.entrySet()) {
            CallReport report = call.getValue().getNow(null);
            int made = simulation.world.calls(call.getKey());
            boolean none = report instanceof CallReport.Offline || report instanceof CallReport.NotMade;
            boolean once = report instanceof CallReport.Answered;
            Violation.check(
                    report != null && made <= 1 && (!none || made == 0) && (!once || made == 1),
                    "I9/I4 (a call ended wrongly)",
                    device.name(),
                    call.getKey() + " was made " + made + " times and ended in " + report);
        }
    }
}
