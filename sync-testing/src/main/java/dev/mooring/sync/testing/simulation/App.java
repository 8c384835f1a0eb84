package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Outbox;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Device.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the app on a device does with its client: it writes, syncs, calls, and decides what becomes of the parked. */
final class App<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    /** Calls and syncs of processes that did not die: each must come to an end. */
    final Map<String, CompletableFuture<CallReport>> calls = new LinkedHashMap<>();

    final List<CompletableFuture<?>> futures = new ArrayList<>();

    App(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
    }

    void write(int count, Random random) {
        write(device.process(), count, random);
    }

    void write(@Nullable Process<DB> writer, int count, Random random) {
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(device.name() + "." + device.model().next());
        }
        List<String> labels = new ArrayList<>();
        device.model().maybe(labels);
        Map<String, String> confirmed = writer == null ? Map.of() : confirmed();
        act(writer, () -> device.model().refused(labels), client -> {
            client.write((db, outbox) -> {
                for (String label : drawn) {
                    String key = "k" + random.nextInt(5);
                    boolean deletes = simulation.world.keepsKeys() || simulation.world.captures();
                    boolean delete = deletes && random.nextInt(4) == 0;
                    Mutation mutation = simulation.world.mutation(key, label, delete);
                    List<String> written = write(db, outbox, mutation, label);
                    String below = confirmed.getOrDefault(Labels.row(mutation), "");
                    written.forEach(each -> device.model().madeOn(each, below));
                    labels.addAll(written);
                }
            });
            device.model().recorded(labels);
        });
    }

    /** What is confirmed of each row, where the server keeps keys. */
    private Map<String, String> confirmed() {
        Map<String, String> confirmed = new HashMap<>();
        if (simulation.world.keepsKeys() && device.ready()) {
            device.storage().<Boolean, RuntimeException>read(tx -> {
                for (int key = 0; key < 5; key++) {
                    String row = Labels.row(simulation.world.mutation("k" + key, "", true));
                    confirmed.put(row, simulation.account(device).checks.confirmed(tx, row));
                }
                return true;
            });
        }
        return confirmed;
    }

    /** Returns the labels of what is recorded by that. */
    private List<String> write(DB db, Outbox outbox, Mutation mutation, String label) {
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        try {
            if (simulation.world.captures()) {
                List<String> labels = simulation.world.write(db, mutation);
                labels.forEach(each -> device.model().about(each, Labels.row(mutation), delete));
                return labels;
            }
            device.model().about(label, Labels.row(mutation), delete);
            outbox.add(mutation);
            device.handler.write(db, mutation);
            return List.of(label);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TablesFailed(e);
        }
    }

    /** The app's own tables could not be written. */
    private static final class TablesFailed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        TablesFailed(Exception cause) {
            super(cause);
        }
    }

    void call() {
        String url = "https://api.test/" + device.name() + "/" + device.model().next();
        act(client -> calls.put(url, client.calls().make(ApiCall.post(url, "{}"))));
    }

    void sync() {
        act(client -> futures.add(client.syncNow()));
    }

    void flush(int millis) {
        act(client -> futures.add(client.flush(Duration.ofMillis(millis))));
    }

    void parked(Action.What what, Random random) {
        act(client -> {
            List<ParkedMutation> parked = new ArrayList<>();
            if (what != Action.What.RETRY) {
                parked.addAll(client.parked().superseded(1000));
            }
            if (what != Action.What.REISSUE) {
                parked.addAll(client.parked().quarantined(1000));
            }
            if (!parked.isEmpty()) {
                decide(client, what, parked.get(random.nextInt(parked.size())));
            }
        });
    }

    private void decide(SyncClient<DB> client, Action.What what, ParkedMutation parked) {
        Mutation mutation = parked.mutation();
        simulation.note(device.name() + " " + what + " " + mutation);
        boolean shown = device.storage()
                .<Boolean, RuntimeException>read(
                        tx -> tx.parked().refused(mutation.id()) == null && shows(tx.handle(), mutation));
        if (what == Action.What.RETRY) {
            // Behind later ones if a clock was set back.
            simulation.world.labelsIn(mutation).forEach(device.model()::reissued);
            client.parked().retry(mutation.id());
        } else if (shown) {
            client.parked().drop(mutation.id()); // It is at the server, however it came there.
        } else if (what == Action.What.REISSUE) {
            simulation.world.labelsIn(mutation).forEach(device.model()::reissued);
            client.parked().reissue(mutation.id());
        } else {
            List<String> labels = simulation.world.labelsIn(mutation);
            labels.forEach(device.model()::maybeDropped);
            try {
                if (client.parked().drop(mutation.id())) {
                    labels.forEach(device.model()::dropped);
                }
            } catch (StorageException e) {
                labels.forEach(device.model()::notDropped);
                throw e;
            }
        }
    }

    private boolean shows(DB db, Mutation mutation) {
        try {
            return device.handler.shows(db, mutation);
        } catch (Exception e) {
            throw new IllegalStateException("the app's row of " + mutation + " cannot be read", e);
        }
    }

    /** What is done while no process runs is not done; what dies in the middle is noticed at the next start. */
    void act(Consumer<SyncClient<DB>> what) {
        act(device.process(), () -> {}, what);
    }

    void act(@Nullable Process<DB> alive, Runnable refused, Consumer<SyncClient<DB>> what) {
        if (alive == null || alive.stop().isStopped()) {
            return;
        }
        device.unseen();
        try {
            what.accept(alive.client());
        } catch (VirtualScheduler.Killed e) {
            simulation.note(device.name() + " died while the app used it");
        } catch (SyncException | IllegalStateException e) {
            boolean diskFails = device.disk.isSpoiled() && (e instanceof StorageException || e instanceof TablesFailed);
            if (!diskFails && !Labels.toldToFail(e)) {
                throw e;
            }
            simulation.note(device.name() + " " + e.getMessage());
            refused.run();
        }
    }

    /** Its process has died: what it was doing need not come to an end. */
    void died() {
        futures.clear();
        calls.clear();
    }
}
