package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.simulation.Model.Edit;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold where the server keeps keys. The equation, true after every commit: each app row is the last mutation
 * of its key that is unsettled, or refused and staying, or what is confirmed of it. And no edit goes without a trace: one that is neither pending nor parked was
 * at the server, or a later one of its row was.
 */
final class KeyChecks<DB> extends Checks<DB> {
    private final Course<DB> course;
    private final Unlisted<DB> unlisted;

    KeyChecks(SimulatedWorld<DB> world, int user) {
        super(world, user);
        this.course = new Course<>(world);
        this.unlisted = new Unlisted<>(world);
    }

    @Override
    void server(List<Device<DB>> devices) {
        for (ServerFact fact : world.facts()) {
            Violation.check(
                    fact.label().startsWith("s")
                            || devices.stream()
                                    .anyMatch(device ->
                                            device.users.model(user).edits().containsKey(fact.label())),
                    "I10 (nobody wrote it)",
                    "server",
                    fact);
        }
    }

    @Override
    Set<String> labels(Device<DB> device, StorageTx<DB> tx) {
        Set<String> labels = super.labels(device, tx);
        world.states().forEach(state -> labels.add(state.substring(state.indexOf(' ') + 1)));
        return labels;
    }

    @Override
    void committed(Device<DB> device, StorageTx<DB> tx, Held held) throws Exception {
        Map<String, String> places = held.places(world);
        if (device.rebuilds.saw(tx, "", held, places.keySet())) {
            unlisted.rebuilt(device, tx, this, rowsOf(device));
        }
        for (String label : places.keySet()) {
            Violation.check(device.model().edits().containsKey(label), "I10 (not this device's)", device.name(), label);
        }
        Set<String> states = world.states();
        for (String label : device.model().owed()) {
            boolean traced = places.containsKey(label)
                    || isDone(device.model(), label, states)
                    || device.model().isForgiven(label);
            if (!traced) {
                String what = label + ", " + device.model().edits().get(label);
                Violation.check(false, "I3 (gone without a trace)", device.name(), what);
            }
        }
        rows(device, tx, held);
        lost(device, tx, held);
        course.committed(device, tx, this);
    }

    /** Last write wins: an edit is never lost to the state that it was made on, however far apart the clocks are. */
    private void lost(Device<DB> device, StorageTx<DB> tx, Held held) {
        if (device.simulation.schedule.policy() != 1) {
            return;
        }
        for (ParkedMutation parked : held.parked()) {
            String label = world.label(parked.mutation().payload());
            if (parked.state() == MutationState.SUPERSEDED && device.model().isNewlySuperseded(label)) {
                String below = device.model().madeOn(label);
                String row = Labels.row(parked.mutation());
                Violation.check(
                        below.isEmpty() || !below.equals(confirmed(tx, row)),
                        "LWW (an edit is lost to what it was made on)",
                        device.name(),
                        () -> label + " of " + row + " to " + below);
            }
        }
    }

    @Override
    void aboutToRelapse(Device<DB> device, Duration now) {}

    /** All states that ever were count, so what the server has lost need not be forgiven. */
    @Override
    void relapsed(Device<DB> device, List<ServerFact> known, Cursor cursor, Duration now) {}

    @Override
    boolean leavesNoTrace(Model model, String label) {
        return isDone(model, label, world.states());
    }

    /** It was at the server, or it was left out for a later one of its row that was. */
    private static boolean isDone(Model model, String label, Set<String> states) {
        if (!model.isDone(label) && isTraced(model, label, states)) {
            model.done(label);
        }
        return model.isDone(label);
    }

    /** States and edits are added only, and a reissue is never taken back. */
    private static boolean isTraced(Model model, String label, Set<String> states) {
        Edit edit = Objects.requireNonNull(model.edits().get(label));
        boolean later = false;
        for (Map.Entry<String, Edit> other : model.edits().entrySet()) {
            later |= other.getKey().equals(label);
            Edit same = other.getValue();
            if (same.row().equals(edit.row()) && (later || model.wasReissued(other.getKey()))) {
                String state = same.row() + " " + (same.delete() ? "" : other.getKey());
                if (states.contains(state)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void rows(Device<DB> device, StorageTx<DB> tx, Held held) throws Exception {
        Map<String, Mutation> last = new HashMap<>();
        for (OutboxEntry entry : held.laid()) {
            last.put(Labels.row(entry.mutation()), entry.mutation());
        }
        for (String row : rowsOf(device)) {
            String expected = expected(tx, row, last.get(row));
            String actual = Objects.requireNonNullElse(world.get(tx.handle(), row), "");
            Violation.check(
                    actual.equals(expected),
                    "I2/I5/I7/I8 (a row is not what is confirmed with pending on top)",
                    device.name(),
                    () -> row + " holds '" + actual + "' instead of '" + expected + "'");
        }
    }

    private Set<String> rowsOf(Device<DB> device) {
        Set<String> rows = new HashSet<>(device.model().rows());
        world.facts().forEach(fact -> rows.add(fact.row()));
        return rows;
    }

    private String expected(StorageTx<DB> tx, String row, @Nullable Mutation pending) {
        if (pending != null) {
            return pending.kind().equals(Mutation.DELETE) ? "" : world.label(pending.payload());
        }
        return confirmed(tx, row);
    }

    @Override
    String confirmed(StorageTx<DB> tx, String row) {
        int slash = row.indexOf('/');
        Confirmed confirmed = tx.confirmed().get(row.substring(0, slash), row.substring(slash + 1));
        Change change = confirmed == null ? null : confirmed.change();
        return change == null || change.tombstone() ? "" : world.label(change.payload());
    }

    @Override
    void status(Device<DB> device, SyncStatus status, StorageTx<DB> tx, Held held) {
        if (!waitsForTheApp(held)) {
            super.status(device, status, tx, held);
        }
    }

    /** Whether everything that is pending waits behind a refused mutation of its row. */
    private static boolean waitsForTheApp(Held held) {
        Set<String> refused = refused(held);
        return held.pending().stream().allMatch(entry -> refused.contains(Labels.row(entry.mutation())));
    }

    private static Set<String> refused(Held held) {
        Set<String> refused = new HashSet<>();
        held.parked().stream()
                .filter(parked -> parked.state() == MutationState.QUARANTINED)
                .forEach(parked -> refused.add(Labels.row(parked.mutation())));
        return refused;
    }

    /**
     * At the very end: nothing waits but what is behind a refused one, and everybody has what the server has, and besides no more than what a
     * rebuild had to keep.
     */
    @Override
    void converged(Device<DB> device, StorageTx<DB> tx) {
        Held held = Held.read(tx, world);
        Violation.check(waitsForTheApp(held), "I4/I9 (not converged)", device.name(), held.pending());
        Map<String, String> server = new HashMap<>();
        world.facts().forEach(fact -> server.put(fact.row(), fact.label()));
        for (String row : rowsOf(device)) {
            String expected = server.getOrDefault(row, "");
            String actual = confirmed(tx, row);
            Violation.check(
                    actual.equals(expected) || (expected.isEmpty() && unlisted.mayStay(device, row, actual)),
                    "I5 (not converged)",
                    device.name(),
                    () -> row + " is confirmed as '" + actual + "', the server has '" + expected + "'");
        }
    }
}
