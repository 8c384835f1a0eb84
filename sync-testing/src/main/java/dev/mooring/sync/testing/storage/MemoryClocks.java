package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.status.SyncEvent.LostCell;
import dev.mooring.sync.testing.storage.CellText.Part;
import dev.mooring.sync.testing.storage.CellText.Told;
import dev.mooring.sync.testing.storage.CellText.Written;
import dev.mooring.sync.testing.storage.MemoryCells.Cell;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of an {@link InMemoryStorage}, in the simplest way: what the server's cells and settled mutations make of each row, and what the
 * unsettled and refused mutations make of it beside them. To take one back, the second is made anew of the first.
 */
final class MemoryClocks implements ClockTx {
    private final MemoryTurn turn;
    private final MemoryTables tables;

    MemoryClocks(MemoryTurn turn, MemoryTables tables) {
        this.turn = turn;
        this.tables = tables;
    }

    static String site(UUID id) {
        return id.toString().replace("-", "");
    }

    @Override
    public byte[] site() {
        String hex = turn.data().site;
        return ByteBuffer.allocate(16)
                .putLong(Long.parseUnsignedLong(hex.substring(0, 16), 16))
                .putLong(Long.parseUnsignedLong(hex.substring(16), 16))
                .array();
    }

    @Override
    public long version() {
        return turn.data().version;
    }

    // ---- captures

    /** Gives a capture its clocks; null if it changes no cell. */
    static @Nullable Mutation stamp(MemoryData data, MemoryCapture capture) {
        Key key = new Key(capture.table(), capture.key());
        MemoryCells row = data.cells.get(key);
        boolean there = row != null && row.isThere();
        if (capture.after() == null && !there) {
            return null;
        }
        NavigableMap<String, String> columns =
                capture.after() == null ? null : changed(row, CellText.columns(capture.after()));
        if (there && columns != null && columns.isEmpty()) {
            return null;
        }
        if (data.stamping != capture.transaction() || data.stamped != data.version) {
            data.stamping = capture.transaction();
            data.stamped = ++data.version;
            data.nextNumber = 0;
        }
        return write(data, key, columns);
    }

    private static NavigableMap<String, String> changed(
            @Nullable MemoryCells row, NavigableMap<String, String> columns) {
        NavigableMap<String, String> changed = new TreeMap<>(columns);
        if (row != null && row.isThere()) {
            changed.entrySet()
                    .removeIf(each ->
                            each.getValue().equals("null") && !row.cells().containsKey(each.getKey()));
            row.cells().forEach((column, cell) -> {
                String now = columns.get(column);
                if (column.equals(MemoryCells.SENTINEL)) {
                    return;
                }
                if (now == null && !cell.value().equals("null")) {
                    changed.put(column, "null");
                } else if (now != null && CellText.compare(now, cell.value()) == 0) {
                    changed.remove(column);
                }
            });
        }
        return changed;
    }

    /** Writes columns on top of a row, or deletes it if there are none, under the version that was given last. */
    private static Mutation write(MemoryData data, Key key, @Nullable NavigableMap<String, String> columns) {
        MemoryCells row = data.cells.get(key);
        boolean there = row != null && row.isThere();
        long before = row == null ? 0 : row.cl();
        List<Part> parts = new ArrayList<>();
        long cl = before;
        if (columns == null) {
            cl = there || row != null ? before + (there ? 1 : 0) : 2;
            parts.add(new Part(MemoryCells.SENTINEL, "null", cl, data.nextNumber++));
        } else {
            cl = there ? before : before + 1;
            if (columns.isEmpty() || (!there && cl > 1)) {
                parts.add(new Part(MemoryCells.SENTINEL, "null", cl, data.nextNumber++));
            }
            for (Map.Entry<String, String> each : columns.entrySet()) {
                Cell present = row != null && there ? row.cells().get(each.getKey()) : null;
                long cv = present == null ? 1 : present.cv() + 1;
                parts.add(new Part(each.getKey(), each.getValue(), cv, data.nextNumber++));
            }
        }
        Written written = new Written(cl, data.version, parts);
        data.cellsToWrite().put(key, Objects.requireNonNull(MemoryCells.merge(row, written, data.site)));
        String kind = columns == null ? Mutation.DELETE : there ? "update" : "insert";
        return Mutation.of(key.collection(), key.key(), kind, CellText.written(written));
    }

    /** Shows a row to the app as its cells are now. */
    static void show(MemoryTables tables, MemoryData data, Key key) {
        MemoryCells row = data.cells.get(key);
        String text = row == null ? null : row.text();
        tables.quietly(() -> {
            if (text == null) {
                tables.remove(key.collection(), key.key());
            } else {
                tables.put(key.collection(), key.key(), text);
            }
        });
    }

    /** The server has a mutation. */
    static void settled(MemoryData data, Mutation mutation) {
        Key key = Key.of(mutation);
        Written written = CellText.written(mutation.payload());
        data.knownToWrite()
                .put(key, Objects.requireNonNull(MemoryCells.merge(data.known.get(key), written, data.site)));
    }

    // ---- merging

    @Override
    public Merged merge(List<Change> changes) {
        MemoryData data = turn.dataToWrite();
        Set<Key> touched = new LinkedHashSet<>();
        Losses losses = new Losses(data);
        int applied = 0;
        for (Change change : changes) {
            Told told = CellText.told(change.payload());
            Key key = new Key(change.collection(), change.key());
            Cell cell = new Cell(told.value(), told.cv(), told.dv(), told.seq(), change.origin());
            data.version = Math.max(data.version, told.dv());
            data.knownToWrite().put(key, MemoryCells.merge(data.known.get(key), told.cl(), told.column(), cell));
            MemoryCells before = data.cells.get(key);
            MemoryCells after = MemoryCells.merge(before, told.cl(), told.column(), cell);
            if (!after.equals(before)) {
                losses.of(key, before, told);
                data.cellsToWrite().put(key, after);
                touched.add(key);
                applied++;
            }
        }
        touched.forEach(key -> show(tables, data, key));
        return new Merged(applied, changes.size() - applied, losses.first, losses.count);
    }

    /** Own cells that were overwritten by what did not know of them. */
    private static final class Losses {
        private final MemoryData data;
        private final List<LostCell> first = new ArrayList<>();
        private long count;

        Losses(MemoryData data) {
            this.data = data;
        }

        void of(Key key, @Nullable MemoryCells before, Told told) {
            if (before == null) {
                return;
            }
            if (told.cl() > before.cl()) {
                // A row of another life: whatever of ours was under way for this one is lost with it.
                if (overlay(data, key, null).stream().anyMatch(each -> each.cl() == before.cl())) {
                    add(new LostCell(key.collection(), key.key(), "", true));
                }
                return;
            }
            Cell lost = before.cells().get(told.column());
            if (lost == null || CellText.compare(lost.value(), told.value()) == 0) {
                return;
            }
            boolean pending = overlay(data, key, null).stream()
                    .anyMatch(each -> each.cl() == before.cl() && has(each, told.column(), lost.cv()));
            if (pending || (lost.site().equals(data.site) && lost.cv() == told.cv())) {
                add(new LostCell(key.collection(), key.key(), told.column(), pending));
            }
        }

        private void add(LostCell cell) {
            count++;
            if (first.size() < MOST_LOST) {
                first.add(cell);
            }
        }
    }

    private static boolean has(Written written, String column, long cv) {
        return written.parts().stream().anyMatch(part -> part.column().equals(column) && part.cv() == cv);
    }

    /** What the unsettled and refused mutations of a row have written, in order, but for one. */
    private static List<Written> overlay(MemoryData data, Key key, @Nullable UUID without) {
        NavigableMap<Long, Mutation> all = new TreeMap<>(data.refused);
        for (OutboxEntry entry : data.outbox.values()) {
            all.put(entry.seq(), entry.mutation());
        }
        return all.values().stream()
                .filter(each -> Key.of(each).equals(key) && !each.id().equals(without))
                .map(each -> CellText.written(each.payload()))
                .toList();
    }

    // ---- back and forth

    @Override
    public void takeBack(Mutation mutation) {
        MemoryData data = turn.dataToWrite();
        Key key = Key.of(mutation);
        MemoryCells row = data.known.get(key);
        for (Written each : overlay(data, key, mutation.id())) {
            row = MemoryCells.merge(row, each, data.site);
        }
        if (row == null) {
            data.cellsToWrite().remove(key);
        } else {
            data.cellsToWrite().put(key, row);
        }
        show(tables, data, key);
    }

    @Override
    public void written(List<Mutation> again, Intake intake) {
        MemoryData data = turn.dataToWrite();
        begin(data);
        for (Mutation mutation : again) {
            NavigableMap<String, String> columns = null;
            if (!mutation.kind().equals(Mutation.DELETE)) {
                columns = new TreeMap<>();
                for (Part part : CellText.written(mutation.payload()).parts()) {
                    columns.put(part.column(), part.value());
                }
                columns.remove(MemoryCells.SENTINEL);
            }
            Key key = Key.of(mutation);
            Mutation draft = write(data, key, columns);
            show(tables, data, key);
            append(data, draft, intake);
        }
    }

    private static void begin(MemoryData data) {
        data.stamping = -1;
        data.stamped = ++data.version;
        data.nextNumber = 0;
    }

    private static void append(MemoryData data, Mutation draft, Intake intake) {
        intake.take(draft, Instant.EPOCH, (mutation, size) -> MemoryOutbox.append(data, mutation, size));
    }

    @Override
    public void newSite() {
        MemoryData data = turn.dataToWrite();
        data.site = site(Objects.requireNonNull(turn.sites()).get());
    }

    @Override
    public void forget() {
        MemoryData data = turn.dataToWrite();
        data.cellsToWrite().clear();
        data.knownToWrite().clear();
    }

    @Override
    public void doubt() {
        MemoryData data = turn.dataToWrite();
        data.cellsToWrite().replaceAll((key, row) -> row.doubted());
        data.knownToWrite().replaceAll((key, row) -> row.doubted());
    }

    @Override
    public int resend(int most, Intake intake) {
        MemoryData data = turn.dataToWrite();
        begin(data);
        int appended = 0;
        for (Key key : List.copyOf(data.cells.keySet())) {
            if (appended >= most) {
                break;
            }
            appended += resend(data, key, intake) ? 1 : 0;
        }
        return appended;
    }

    private static boolean resend(MemoryData data, Key key, Intake intake) {
        MemoryCells row = Objects.requireNonNull(data.cells.get(key));
        List<Written> waiting = new ArrayList<>(overlay(data, key, null));
        data.parked.values().stream()
                .filter(each -> Key.of(each.mutation()).equals(key))
                .forEach(each -> waiting.add(CellText.written(each.mutation().payload())));
        List<Part> parts = new ArrayList<>();
        boolean unknown = row.isDoubted();
        MemoryCells sent = row;
        for (Map.Entry<String, Cell> each : row.cells().entrySet()) {
            Cell cell = each.getValue();
            boolean waits =
                    waiting.stream().anyMatch(other -> other.cl() == row.cl() && has(other, each.getKey(), cell.cv()));
            if (cell.site().equals(MemoryCells.DOUBTED) && !waits) {
                Part part = new Part(each.getKey(), cell.value(), cell.cv(), data.nextNumber++);
                parts.add(part);
                sent = sent.with(part.column(), new Cell(cell.value(), cell.cv(), data.version, part.seq(), data.site));
            }
        }
        if (parts.isEmpty()) {
            return false;
        }
        data.cellsToWrite().put(key, sent);
        String kind = !row.isThere() ? Mutation.DELETE : unknown ? "insert" : "update";
        String payload = CellText.written(new Written(row.cl(), data.version, parts));
        append(data, Mutation.of(key.collection(), key.key(), kind, payload), intake);
        return true;
    }
}
