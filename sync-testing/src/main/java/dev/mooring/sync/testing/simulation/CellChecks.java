package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.simulation.SimulatedWorld.CellFact;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold where the server keeps cells with clocks. After every commit, each cell that the server has told up to the cursor is in
 * the device's row, or one stands there that wins against it; nothing stands there that nobody wrote. And no edit goes without a trace: one
 * that is neither pending nor parked has come to the server, where it won or lost. At the end, the rows are the server's, byte for byte.
 */
final class CellChecks<DB> extends Checks<DB> {
    private final CellBook book;
    private final Set<String> arrived = new HashSet<>();
    private final Map<String, String> stale = new HashMap<>();
    private final Map<String, CellFact> numbered = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    /** By device, what of the server's cells its own have to be as. */
    private final Map<String, List<CellFact>> clocked = new HashMap<>();

    private int read;

    CellChecks(SimulatedWorld<DB> world, int user) {
        super(world, user);
        book = new CellBook(world::untouched);
    }

    /** What has come to the server since this was called last. */
    private void readServer() {
        List<CellFact> ever = world.everWritten();
        book.read(ever);
        for (CellFact cell : ever.subList(read, ever.size())) {
            if (cell.value().startsWith("t")) {
                arrived.add(cell.value().substring(1));
            }
        }
        read = ever.size();
    }

    @Override
    void server(List<Device<DB>> devices) {
        readServer();
    }

    @Override
    Set<String> labels(Device<DB> device, StorageTx<DB> tx) {
        readServer();
        Set<String> labels = new HashSet<>(arrived);
        labels.addAll(Held.read(tx, world).places(world).keySet());
        // What was written over in the same transaction is there as far as it can be.
        device.model().edits().keySet().stream()
                .filter(label -> device.model().behind(label).stream().anyMatch(labels::contains))
                .toList()
                .forEach(labels::add);
        return labels;
    }

    @Override
    boolean leavesNoTrace(Model model, String label) {
        readServer();
        return arrived.contains(label);
    }

    @Override
    void committed(Device<DB> device, StorageTx<DB> tx, Held held) throws Exception {
        readServer();
        Map<String, String> places = held.places(world);
        device.rebuilds.saw(tx, "", held, places.keySet());
        String site = site(tx);
        long last = versions.getOrDefault(site, 0L);
        for (OutboxEntry entry : held.laid()) {
            world.cellsOf(entry.mutation()).forEach(cell -> numbered(device, site, last, entry, cell));
        }
        traced(device, places);
        rows(device, tx, held, site);
    }

    private void traced(Device<DB> device, Map<String, String> places) {
        for (String label : places.keySet()) {
            Violation.check(device.model().edits().containsKey(label), "I10 (not this device's)", device.name(), label);
        }
        for (String label : device.model().owed()) {
            if (!isTraced(device.model(), label, places)) {
                String what = label + ", " + device.model().edits().get(label);
                Violation.check(false, "I3/C3 (gone without a trace)", device.name(), what);
            }
        }
    }

    /** A storage may make one mutation of what a transaction does to a row. */
    private boolean isTraced(Model model, String label, Map<String, String> places) {
        return places.containsKey(label)
                || arrived.contains(label)
                || model.isForgiven(label)
                || model.behind(label).stream()
                        .anyMatch(later -> !model.owed().contains(later) || isTraced(model, later, places));
    }

    /**
     * A site numbers its cells once, and its versions grow from commit to commit. A mutation that is sent again after a refusal keeps the
     * version that it had, also under another name of the site; and what lies on it goes behind it, perhaps in the commit that took it in.
     */
    private void numbered(Device<DB> device, String site, long last, OutboxEntry entry, CellFact cell) {
        book.add(cell);
        if (entry.seq() == Long.MAX_VALUE) {
            return; // Captured, and not numbered for good.
        }
        CellFact other = numbered.putIfAbsent(site + " " + cell.version() + " " + cell.seq(), cell);
        Violation.check(
                other == null || other.equals(cell),
                "C4 (one number for two cells)",
                device.name(),
                () -> cell + " and " + other);
        String mutation = device.name() + " " + entry.mutation().id();
        Long before = versions.put(mutation, cell.version());
        if (before == null || before != cell.version()) {
            versions.merge(site, cell.version(), Math::max);
            Violation.check(
                    cell.version() >= last, "C4 (a version goes back)", device.name(), () -> cell + " after " + last);
        }
    }

    private static String site(StorageTx<?> tx) {
        return HexFormat.of().formatHex(Objects.requireNonNull(tx.clocks()).site());
    }

    private void rows(Device<DB> device, StorageTx<DB> tx, Held held, String site) throws Exception {
        long told = isStale(device, site) ? -1 : world.toldUpTo(held.cursor(), site);
        Map<String, Map<String, String>> rows = new HashMap<>();
        for (CellFact cell : world.cells()) {
            Map<String, String> row = rows.get(cell.row());
            if (row == null) {
                row = read(tx.handle(), cell.row());
                rows.put(cell.row(), row);
                written(device, cell.row(), row);
            }
            if (cell.version() <= told && !cell.site().equals(site)) {
                here(device, cell, row);
            }
        }
    }

    private void written(Device<DB> device, String row, Map<String, String> columns) {
        columns.forEach((column, value) -> Violation.check(
                column.equals(CellBook.ROW) || book.isKnown(row, column, value),
                "I5/I10 (nobody wrote it)",
                device.name(),
                () -> row + " has " + column + " '" + value + "'"));
    }

    private void here(Device<DB> device, CellFact told, Map<String, String> row) {
        boolean here;
        if (told.causal() % 2 == 0) {
            here = row.isEmpty() || book.mayBeBack(told.row(), told.causal());
        } else if (row.isEmpty()) {
            here = book.mayBeGone(told.row(), told.causal());
        } else {
            here = told.column().equals(CellBook.ROW)
                    || book.mayStand(row.getOrDefault(told.column(), CellBook.NULL), told);
        }
        Violation.check(
                here, "I5/I6/I7 (a cell that was told is not here)", device.name(), () -> told + ", here: " + row);
    }

    /** By column; empty for no row. */
    private Map<String, String> read(DB db, String row) throws Exception {
        Map<String, String> columns = new HashMap<>();
        String text = world.get(db, row);
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            int equals = line.indexOf('=');
            columns.put(equals < 0 ? CellBook.ROW : line.substring(0, equals), line.substring(equals + 1));
        }
        return columns;
    }

    // ---- a server that has become another one

    @Override
    void aboutToRelapse(Device<DB> device, Duration now) {}

    /** Its cursor means nothing until it has rebuilt, as another site. */
    @Override
    void relapsed(Device<DB> device, List<ServerFact> known, Cursor cursor, Duration now) {
        device.storage().<Boolean, RuntimeException>read(tx -> {
            stale.put(device.name(), site(tx));
            return true;
        });
    }

    private boolean isStale(Device<DB> device, String site) {
        return site.equals(stale.get(device.name()));
    }

    // ---- lights and the end

    /** What there is of a row; of one that waits or is refused, what the server has. */
    @Override
    String confirmed(StorageTx<DB> tx, String row) {
        if (refused(tx).contains(row) || waits(tx, row)) {
            return world.facts().stream()
                    .filter(fact -> fact.row().equals(row))
                    .map(ServerFact::label)
                    .findFirst()
                    .orElse("");
        }
        try {
            return Objects.requireNonNullElse(world.get(tx.handle(), row), "");
        } catch (Exception e) {
            throw new IllegalStateException("the row " + row + " cannot be read", e);
        }
    }

    private boolean waits(StorageTx<DB> tx, String row) {
        return Held.read(tx, world).pending().stream()
                .anyMatch(entry -> Labels.row(entry.mutation()).equals(row));
    }

    private static Set<String> refused(StorageTx<?> tx) {
        Set<String> refused = new HashSet<>();
        tx.parked()
                .list(MutationState.QUARANTINED, Integer.MAX_VALUE)
                .forEach(parked -> refused.add(Labels.row(parked.mutation())));
        return refused;
    }

    private static boolean waitsForTheApp(StorageTx<?> tx, Held held) {
        Set<String> refused = refused(tx);
        return held.pending().stream().allMatch(entry -> refused.contains(Labels.row(entry.mutation())));
    }

    @Override
    void status(Device<DB> device, SyncStatus status, StorageTx<DB> tx, Held held) {
        if (!waitsForTheApp(tx, held)) {
            super.status(device, status, tx, held);
        }
    }

    @Override
    void converged(Device<DB> device, StorageTx<DB> tx) {
        Held held = Held.read(tx, world);
        Violation.check(waitsForTheApp(tx, held), "I4/I9 (not converged)", device.name(), held.pending());
        Map<String, String> server = new HashMap<>();
        world.facts().forEach(fact -> server.put(fact.row(), fact.label()));
        Set<String> rows = new TreeSet<>(device.model().rows());
        rows.addAll(server.keySet());
        for (String row : rows) {
            String expected = server.getOrDefault(row, "");
            String actual = confirmed(tx, row);
            Violation.check(
                    actual.equals(expected),
                    "C1 (not converged)",
                    device.name(),
                    () -> row + " is '" + actual + "', the server has '" + expected + "'");
        }
        clocks(device, tx, held);
    }

    /** Else an edit to come would win on one device and lose on another. What waits or is refused here has clocks of its own. */
    private void clocks(Device<DB> device, StorageTx<DB> tx, Held held) {
        Set<String> own = refused(tx);
        held.pending().forEach(entry -> own.add(Labels.row(entry.mutation())));
        clocked.put(
                device.name(),
                world.cells().stream().filter(cell -> !own.contains(cell.row())).toList());
    }

    @Override
    void atRest(Device<DB> device) {
        List<CellFact> cells = clocked.remove(device.name());
        String other = cells == null ? null : CellProbe.other(device.storage(), cells);
        Violation.check(
                other == null, "C2 (a clock is another than the server's)", device.name(), () -> String.valueOf(other));
    }
}
