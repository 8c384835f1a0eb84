package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at any time. The heart of it is one equation, true after every commit: the app's rows are what the server
 * holds up to the cursor, with the unsettled mutations and the refused ones that stay on top, in order. A change applied twice, out of order, not at all or beyond
 * the cursor, an echo taken for another's change, a row without its mutation: each of them breaks it.
 */
class Checks<DB> {
    final SimulatedWorld<DB> world;
    final int user;
    private List<ServerFact> indexed = List.of();
    private Map<String, Long> index = Map.of();

    Checks(SimulatedWorld<DB> world, int user) {
        this.world = world;
        this.user = user;
    }

    /** What a storage says. */
    record Held(
            List<OutboxEntry> pending,
            List<OutboxEntry> laid,
            List<ParkedMutation> parked,
            Cursor cursor,
            long position,
            List<Change> log) {
        static <DB> Held read(StorageTx<DB> tx, SimulatedWorld<DB> world) {
            List<ParkedMutation> parked =
                    new ArrayList<>(tx.parked().list(MutationState.SUPERSEDED, Integer.MAX_VALUE));
            parked.addAll(tx.parked().list(MutationState.QUARANTINED, Integer.MAX_VALUE));
            List<OutboxEntry> pending = pending(tx, world);
            return new Held(
                    pending,
                    laid(tx, pending),
                    parked,
                    tx.cursor().state().cursor(),
                    tx.cursor().state().position(),
                    tx.confirmed().log(0, Integer.MAX_VALUE));
        }

        /** What lies in the rows: a refused mutation that stays has the number that it had in the outbox. */
        private static List<OutboxEntry> laid(StorageTx<?> tx, List<OutboxEntry> pending) {
            List<OutboxEntry> laid = new ArrayList<>(pending);
            laid.addAll(tx.parked().refused(0, Integer.MAX_VALUE, Long.MAX_VALUE));
            laid.sort(Comparator.comparingLong(OutboxEntry::seq));
            return laid;
        }

        /** The outbox, and behind it what is captured. */
        private static <DB> List<OutboxEntry> pending(StorageTx<DB> tx, SimulatedWorld<DB> world) {
            List<OutboxEntry> pending = new ArrayList<>(tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE));
            if (world.keepsCells()) {
                Objects.requireNonNull(tx.captures())
                        .peek(
                                (draft, at, to) -> pending.add(new OutboxEntry(Long.MAX_VALUE, draft, 0)),
                                Integer.MAX_VALUE);
                return pending;
            }
            try {
                world.waiting(tx.handle()).forEach(each -> pending.add(new OutboxEntry(Long.MAX_VALUE, each, 0)));
            } catch (Exception e) {
                throw new IllegalStateException("what is captured cannot be read", e);
            }
            return pending;
        }

        Map<String, String> places(SimulatedWorld<?> world) {
            Map<String, String> places = new HashMap<>();
            pending.forEach(entry -> put(places, world, entry.mutation(), "pending"));
            parked.forEach(
                    entry -> put(places, world, entry.mutation(), entry.state().toString()));
            // A captured deletion carries the row as an edit has left it, and so that edit's label.
            pending.forEach(entry -> deletion(places, world, entry.mutation(), "pending"));
            parked.forEach(entry ->
                    deletion(places, world, entry.mutation(), entry.state().toString()));
            return places;
        }

        private static boolean repeatsLabel(SimulatedWorld<?> world, Mutation mutation) {
            return world.captures() && mutation.kind().equals(Mutation.DELETE);
        }

        private static void deletion(
                Map<String, String> places, SimulatedWorld<?> world, Mutation mutation, String place) {
            if (repeatsLabel(world, mutation)) {
                String label = world.label(mutation.payload());
                if (!isNameless(label)) {
                    places.putIfAbsent(label, place);
                }
            }
        }

        private static void put(Map<String, String> places, SimulatedWorld<?> world, Mutation mutation, String place) {
            if (repeatsLabel(world, mutation)) {
                return;
            }
            for (String label : world.labelsIn(mutation)) {
                String other = isNameless(label) ? null : places.put(label, place);
                if (other != null) {
                    throw new Violation("I3 broken: " + label + " is " + other + " and " + place);
                }
            }
        }
    }

    /** One that several mutations may have; the rows alone show what becomes of them. */
    static boolean isNameless(String label) {
        return label.startsWith("~");
    }

    Set<String> labels(Device<DB> device, StorageTx<DB> tx) {
        Held held = Held.read(tx, world);
        Set<String> labels = world.labels();
        labels.addAll(held.places(world).keySet());
        facts(device, held.cursor()).forEach(fact -> labels.add(fact.label()));
        return labels;
    }

    /** What the server holds, as far as a device can know: one that it has lost it for good has still to learn of that. */
    List<ServerFact> facts(Device<DB> device, Cursor cursor) {
        return device.rebuilds.past().facts(world, cursor);
    }

    /** What a rebuild may have fetched, and put in place later. */
    void aboutToRelapse(Device<DB> device, Duration now) {
        device.rebuilds.maybeStaged(new Past(world.facts(), Cursor.START, world.history(), now));
    }

    /** What the server has acknowledged to a device, and whether it has lost any of it for good. */
    void relapsed(Device<DB> device, List<ServerFact> known, Cursor cursor, Duration now) {
        Set<ServerFact> left = new HashSet<>(world.facts(cursor));
        Set<String> there = world.labels();
        boolean isPast = false;
        boolean stopped = device.hasStopped();
        for (ServerFact fact : known) {
            boolean here = fact.position() <= device.model().position();
            isPast |= here && !left.contains(fact);
            // A process that is stopped may have the acknowledgement in its hands, and take it for the truth when it
            // goes on.
            // What it has settled in an earlier history, and not seen in this one, is lost to it as well.
            boolean settled = device.model().isSettled(fact.label());
            if ((here || stopped || settled) && !there.contains(fact.label())) {
                device.model().forgive(fact.label());
            }
        }
        if (isPast) {
            device.rebuilds.isPast(new Past(known, cursor, world.history(cursor), now));
        }
    }

    /** Whether a mutation of which there is no trace may be settled all the same. */
    boolean leavesNoTrace(Model model, String label) {
        return false;
    }

    /** I4 and I10 on the server's side: nothing twice, nothing that nobody wrote. */
    void server(List<Device<DB>> devices) {
        Set<String> seen = new HashSet<>();
        for (ServerFact fact : world.facts()) {
            boolean nameless = isNameless(fact.label());
            Violation.check(nameless || seen.add("label " + fact.label()), "I4 (twice on the server)", "server", fact);
            if (!fact.mutation().isEmpty()) {
                Violation.check(seen.add(fact.mutation()), "I4 (twice on the server)", "server", fact);
                Violation.check(
                        nameless
                                || devices.stream()
                                        .anyMatch(device ->
                                                device.users.model(user).knows(fact.label())),
                        "I10 (nobody wrote it)",
                        "server",
                        fact);
            }
        }
    }

    /** What holds after every commit. */
    void committed(Device<DB> device, StorageTx<DB> tx, Held held) throws Exception {
        Map<String, String> places = held.places(world);
        if (!device.model().isIn(world.history(held.cursor()))) {
            settledBefore(device, places.keySet());
        }
        device.rebuilds.saw(tx, world.history(held.cursor()), held, places.keySet());
        List<ServerFact> facts = facts(device, held.cursor());
        device.model().reached(device.name(), world.history(held.cursor()), held.position());
        Map<String, Long> onServer = positions(device, facts);
        for (String label : device.model().owed()) {
            boolean gone = device.model().isForgiven(label) && !places.containsKey(label);
            if (!gone || onServer.containsKey(label)) {
                place(device, label, places.get(label), onServer.get(label), held.position());
            }
        }
        for (String label : places.keySet()) {
            Violation.check(device.model().knows(label), "I10 (not this device's)", device.name(), label);
        }
        log(device.name(), held, facts);
        rows(device.name(), tx.handle(), held, facts);
    }

    /** The device has come into another history, which may hold later what was acknowledged in the one before. */
    private void settledBefore(Device<DB> device, Set<String> waiting) {
        for (String label : device.model().owed()) {
            if (!waiting.contains(label) && !device.rebuilds.waiting().contains(label)) {
                device.model().settled(label);
            }
        }
    }

    /** By label; counted anew only when the facts are others, which are never changed in place. */
    private Map<String, Long> positions(Device<DB> device, List<ServerFact> facts) {
        if (facts != indexed) {
            Map<String, Long> positions = new HashMap<>();
            for (ServerFact fact : facts) {
                Long other = isNameless(fact.label()) ? null : positions.put(fact.label(), fact.position());
                Violation.check(other == null, "I4 (twice on the server)", device.name(), fact);
            }
            index = positions;
            indexed = facts;
        }
        return index;
    }

    private void place(Device<DB> owner, String label, @Nullable String place, @Nullable Long onServer, long position) {
        String device = owner.name();
        boolean acked = onServer != null && onServer <= position;
        if (place == null) {
            Violation.check(onServer != null, "I3 (gone without a trace)", device, label);
            Violation.check(
                    acked || owner.model().isForgiven(label) || owner.model().isSettled(label),
                    "I3 (settled before it was seen)",
                    device,
                    () -> label + " at " + onServer);
        } else {
            // What a snapshot holds, nobody can recognise: it waits for the app, and is not sent again.
            boolean inSnapshot = onServer != null && onServer == 0;
            Violation.check(!acked || inSnapshot, "I7 (own echo not recognised)", device, () -> label + " is " + place);
            Violation.check(
                    onServer == null || inSnapshot || place.equals("pending"),
                    "I4 (parked and on the server)",
                    device,
                    label);
        }
    }

    private void log(String device, Held held, List<ServerFact> facts) {
        Iterator<Change> actual = held.log().iterator();
        boolean same = true;
        for (ServerFact fact : facts) {
            if (fact.position() > 0 && fact.position() <= held.position()) {
                same &= actual.hasNext() && isOf(actual.next(), fact);
            }
        }
        Violation.check(
                same && !actual.hasNext(),
                "I5 (confirmed log)",
                device,
                () -> held.log() + " instead of " + facts + " up to " + held.position());
    }

    private boolean isOf(Change change, ServerFact fact) {
        return change.position() == fact.position()
                && world.label(change.payload()).equals(fact.label());
    }

    void rows(String device, DB db, Held held, List<ServerFact> facts) throws Exception {
        Map<String, StringBuilder> expected = new LinkedHashMap<>();
        for (ServerFact fact : facts) {
            StringBuilder row = expected.computeIfAbsent(fact.row(), key -> new StringBuilder());
            if (fact.position() <= held.position()) {
                row.append(' ').append(fact.label());
            }
        }
        for (OutboxEntry entry : held.laid()) {
            expected.computeIfAbsent(Labels.row(entry.mutation()), key -> new StringBuilder())
                    .append(' ')
                    .append(Labels.label(entry.mutation().payload()));
        }
        for (Map.Entry<String, StringBuilder> row : expected.entrySet()) {
            String actual = Objects.requireNonNullElse(world.get(db, row.getKey()), "");
            Violation.check(
                    actual.contentEquals(row.getValue()),
                    "I2/I5/I6/I7/I8 (rows are not the server's up to the cursor with pending on top)",
                    device,
                    () -> row.getKey() + " holds '" + actual + "' instead of '" + row.getValue() + "' at position "
                            + held.position());
        }
    }

    /** The label of a row as it is confirmed, where the server keeps keys. */
    String confirmed(StorageTx<DB> tx, String row) {
        throw new IllegalStateException("a log has no confirmed rows");
    }

    /** What a client says of itself, against what its storage says. */
    void status(Device<DB> device, SyncStatus status, StorageTx<DB> tx, Held held) {
        if (device.company.shared()) {
            return;
        }
        OutboxCounts counts = tx.outbox().counts();
        Violation.check(
                status.pending() == counts.pending()
                        && status.counts().superseded() == counts.superseded()
                        && status.counts().quarantined() == counts.quarantined(),
                "I3 (counts)",
                device.name(),
                () -> status + " but the storage has " + counts);
        Violation.check(
                !Rebuilds.isUnderWay(tx) || status.state() != State.SYNCED,
                "status (synced while a rebuild is under way)",
                device.name(),
                status);
        Violation.check(
                status.pending() == 0 || status.nextAttempt() != null,
                "I9 (pending and no attempt ahead)",
                device.name(),
                status);
    }

    /** Behind {@link #converged}, outside of its transaction. */
    void atRest(Device<DB> device) {}

    /** At the very end: everything is settled and everybody has everything. */
    void converged(Device<DB> device, StorageTx<DB> tx) {
        Held held = Held.read(tx, world);
        List<ServerFact> facts = world.facts();
        long latest = facts.isEmpty() ? 0 : facts.get(facts.size() - 1).position();
        Violation.check(
                held.pending().isEmpty()
                        && held.position() == latest
                        && world.facts(held.cursor()).equals(facts),
                "I4/I9 (not converged)",
                device.name(),
                () -> held.pending().size() + " pending at position " + held.position() + " of " + latest);
    }
}
