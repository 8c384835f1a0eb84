package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Cryb64;
import dev.mooring.sync.testing.changeset.ServerDatabase;
import dev.mooring.sync.testing.http.LiveClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A changeset server with clients of other makes, and its own faults. An edit in ten or so is one that a trigger of the server refuses. The
 * server's process dies now and then, and is started anew by whoever watches it.
 */
class ChangesetWorld<DB> extends DialectWorld<DB> {
    static final String SCHEMA_NAME = "init";
    static final long SCHEMA_VERSION = Cryb64.of(CellRows.SCHEMA);

    private static final String ROOM = "sim.sqlite3";
    private static final int BACKUPS = 30;

    private final Map<String, Integer> calls = new HashMap<>();
    private final List<CellFact> ever = new ArrayList<>();
    private final List<Backup> backups = new ArrayList<>();
    /** What each site's cursor said of its own writes when it asked last. */
    private final Map<Bytes, Long> acked = new HashMap<>();

    /** Of mutations, as each is asked for after every step. */
    private final Map<String, List<CellFact>> read = new HashMap<>();

    private final Map<String, List<String>> labels = new HashMap<>();
    private @Nullable ServerDatabase looked;
    private int lookedAt;
    private List<CellFact> cells = List.of();
    private List<ServerFact> facts = new ArrayList<>();
    private long sites;
    private Random luck = new Random(0);
    private double garbage;
    private final ChangesetServer server = ChangesetServer.builder()
            .schema(SCHEMA_NAME, CellRows.SCHEMA)
            .sites(this::nextSite)
            .build();
    private final OtherCells floats = new OtherCells(server, ROOM, 1);
    private final OtherCells deleter = new OtherCells(server, ROOM, 2);
    private final OtherCells deaf = new OtherCells(server, ROOM, 3);

    /** A copy of the database. */
    private record Backup(Map<Bytes, Long> tracked, Runnable restore) {}

    ChangesetWorld(Databases<DB> databases) {
        super(databases);
        server.onApplied(
                (site, cells) -> cells.forEach(cell -> ever.add(CellJson.fact(stored(cell), site.toString()))));
        refusing(server.database(ROOM));
    }

    private Bytes nextSite() {
        byte[] site = new byte[16];
        site[0] = (byte) 0xee;
        site[15] = (byte) ++sites;
        return Bytes.of(site);
    }

    /** A float in a column of whole numbers is told to everybody as the whole number that it was stored as. */
    private static Cell stored(Cell cell) {
        return cell.value() instanceof Double number
                ? new Cell(
                        cell.table(),
                        cell.key(),
                        cell.column(),
                        number.longValue(),
                        cell.colVersion(),
                        cell.dbVersion(),
                        cell.causal(),
                        cell.seq())
                : cell;
    }

    private static void refusing(ServerDatabase database) {
        database.refuse(
                CellRows.ITEM, row -> isPoison(row.get("title")) || isPoison(row.get("note")), "constraint failed");
    }

    private static boolean isPoison(@Nullable Object value) {
        return value instanceof String text && text.startsWith("d") && text.hashCode() % 11 == 0;
    }

    private ServerDatabase database() {
        return server.database(ROOM);
    }

    // ---- what the simulation needs to know of it

    @Override
    public boolean keepsKeys() {
        return true;
    }

    @Override
    public boolean keepsCells() {
        return true;
    }

    @Override
    public Mutation mutation(String key, String label, boolean delete) {
        return CellRows.mutation(key, label, delete);
    }

    @Override
    public String label(String payload) {
        List<String> found = labels.computeIfAbsent(payload, CellRows::labels);
        return found.isEmpty() ? "~" : found.get(0);
    }

    @Override
    public List<String> labelsIn(Mutation mutation) {
        return labels.computeIfAbsent(mutation.payload(), CellRows::labels);
    }

    @Override
    public List<CellFact> cellsOf(Mutation mutation) {
        return read.computeIfAbsent(
                mutation.collection() + mutation.key() + mutation.payload(),
                text -> CellJson.cells(mutation, 0).stream()
                        .map(cell -> CellJson.fact(cell, ""))
                        .toList());
    }

    @Override
    public List<CellFact> cells() {
        look();
        return cells;
    }

    @Override
    public List<CellFact> everWritten() {
        return ever;
    }

    @Override
    public String untouched(String column) {
        return column.equals("n") ? "i0" : "n";
    }

    @Override
    public long toldUpTo(Cursor cursor) {
        CellTransport.Position at = CellTransport.Position.of(cursor, new byte[0]);
        return at.server().equals(database().site().toString()) ? at.version() : -1;
    }

    @Override
    public List<ServerFact> facts() {
        look();
        return facts;
    }

    /** Only if somebody has written since. */
    private void look() {
        ServerDatabase database = database();
        if (database == looked && ever.size() == lookedAt) {
            return;
        }
        looked = database;
        lookedAt = ever.size();
        cells = database.cells().stream()
                .map(cell -> CellJson.fact(cell, database.writer(cell).toString()))
                .toList();
        facts = new ArrayList<>();
        for (String table : List.of(CellRows.ITEM, CellRows.MARK)) {
            database.rows(table)
                    .forEach((key, row) ->
                            facts.add(new ServerFact(0, "", table + "/" + CellJson.keyText(key), CellJson.shown(row))));
        }
    }

    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        return new CellTransport(server, ROOM, maxBatchCount, slice, this::wire, this::call, acked);
    }

    private ApiResponse call(Ask.Call call) {
        calls.merge(call.call().url(), 1, Integer::sum);
        return new ApiResponse(200, Map.of(), "done");
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }

    // ---- the server's side

    @Override
    public void garbage(Random random, double rate) {
        server.restart();
        luck = random;
        garbage = rate;
    }

    /** A frame as it arrives. */
    private byte[] wire(byte[] frame) {
        if (garbage == 0 || luck.nextDouble() >= garbage) {
            return frame;
        }
        return switch (luck.nextInt(3)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {99, 1, 2, 3};
            default -> Arrays.copyOf(frame, luck.nextInt(frame.length));
        };
    }

    /** What happens depends on its label alone. */
    @Override
    public void serverWrites(String label) {
        server.restart();
        if (backups.size() < BACKUPS) {
            backups.add(new Backup(database().tracked(), server.backup()));
        }
        Random random = new Random(label.hashCode() * 31L + 5);
        int n = random.nextInt(4);
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> put(n, Map.of(random.nextBoolean() ? "title" : "note", label));
            case 4 -> put(n, Map.of("n", (long) random.nextInt(9)));
            case 5 -> database().write(write -> write.delete(CellRows.ITEM, List.of((long) n)));
            case 6 -> floats.sendsFloats(n, label, random);
            case 7 -> deleter.deletes(n, label, random.nextBoolean());
            case 8 -> deaf.neverListens(n, label);
            case 9 -> {
                boolean there = database().find(CellRows.MARK, List.of("m", 4L)).isPresent();
                database().write(write -> {
                    if (there) {
                        write.delete(CellRows.MARK, List.of("m", 4L));
                    } else {
                        write.put(CellRows.MARK, List.of("m", 4L), Map.of());
                    }
                });
            }
            case 10 -> server.faults().failApply("database is locked");
            case 11 -> server.faults().loseAcks(1);
            case 12 -> fault(random);
            default -> dies();
        }
    }

    private void put(int n, Map<String, Object> values) {
        database().write(write -> write.put(CellRows.ITEM, List.of((long) n), values));
    }

    private void fault(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> server.faults().failHandshake("disk I/O error");
            case 1 -> server.faults().failSetup("disk I/O error");
            case 2 -> server.faults().cutChanges(1);
            default -> server.faults().repeatChanges(1);
        }
    }

    /** By a text frame of somebody's. */
    private void dies() {
        LiveClient client = server.connect(OtherCells.upgrade(ROOM), (name, id, data) -> {});
        client.send("hello");
        client.close();
    }

    @Override
    public void deleteAll() {
        database().write(write -> {
            for (long n = 0; n < 4; n++) {
                write.delete(CellRows.ITEM, List.of(n));
            }
        });
    }

    /** What the server loses comes back nowhere else, so it is lost for good, by {@link #relapse}. */
    @Override
    public void lose(Random random, long below) {}

    @Override
    public void restore() {}

    /**
     * Built anew, or restored from a copy. On this wire a device sees that a server with the same site is an older copy only if the server has
     * less of what it has acknowledged to this device. So a copy is taken that shows it to all who have ever asked.
     */
    @Override
    public void relapse(Random random, boolean empty) {
        server.restart();
        List<Backup> fitting = backups.stream().filter(this::showsItself).toList();
        if (empty || fitting.isEmpty()) {
            refusing(server.reset(ROOM));
        } else {
            fitting.get(random.nextInt(fitting.size())).restore().run();
        }
        backups.clear();
        server.channels().cut();
    }

    private boolean showsItself(Backup backup) {
        return acked.entrySet().stream()
                .allMatch(site -> backup.tracked().getOrDefault(site.getKey(), 0L) < site.getValue());
    }
}
