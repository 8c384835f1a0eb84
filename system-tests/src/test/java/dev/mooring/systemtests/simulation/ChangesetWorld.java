package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.okhttp.changeset.ChangesetDialectBuilder;
import dev.mooring.sync.okhttp.changeset.VirtualChangesets;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Codec;
import dev.mooring.sync.testing.changeset.Cryb64;
import dev.mooring.sync.testing.changeset.Flavour;
import dev.mooring.sync.testing.changeset.Message;
import dev.mooring.sync.testing.changeset.ServerDatabase;
import dev.mooring.sync.testing.http.LiveClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okio.ByteString;
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
    private final Map<Integer, LiveDialect> dialects = new HashMap<>();
    private long sites;
    private Random luck = new Random(0);
    private double garbage;
    private final Flavour flavour;
    private final CellWire.Rough rough;
    private final ChangesetServer server;
    private final OtherCells floats;
    private final OtherCells deleter;
    private final OtherCells deaf;

    /** A copy of the database. */
    private record Backup(Map<Bytes, Long> tracked, Runnable restore) {}

    ChangesetWorld(Databases<DB> databases, Flavour flavour, long seed) {
        super(databases);
        this.flavour = flavour;
        rough = new CellWire.Rough(seed);
        server = ChangesetServer.builder()
                .schema(SCHEMA_NAME, CellRows.SCHEMA)
                .sites(this::nextSite)
                .flavour(flavour)
                .later(this::later)
                .build();
        floats = new OtherCells(server, ROOM, 1);
        deleter = new OtherCells(server, ROOM, 2);
        deaf = new OtherCells(server, ROOM, 3);
        server.onApplied(
                (site, cells) -> cells.forEach(cell -> ever.add(CellJson.fact(stored(cell), site.toString()))));
        refusing(server.database(ROOM));
    }

    /** Every second seed plays the newest server, and each of the older ones is played on files, too. */
    static Flavour flavour(long seed) {
        return switch ((int) Math.floorMod(seed + seed / 4, 4L)) {
            case 2 -> Flavour.OLD_FORK;
            case 3 -> Flavour.NPM;
            default -> Flavour.FORK;
        };
    }

    /** The server looks at its file every now and then. */
    private void later(Runnable look) {
        rough.time().schedule(Duration.ofMillis(rough.next(150)), look);
    }

    @Override
    public void time(VirtualScheduler time) {
        rough.time(time);
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

    /** The published server says nothing of what it refuses, so nobody knows it from a server in trouble before another row has passed. */
    private void refusing(ServerDatabase database) {
        if (flavour == Flavour.NPM) {
            return;
        }
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
    public long toldUpTo(Cursor cursor, String site) {
        String[] parts = cursor.token().split(":", -1);
        boolean here = parts.length == 5
                && parts[1].equals(site)
                && parts[4].equals(database().site().toString());
        return here ? Long.parseLong(parts[2]) : -1;
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
        LiveDialect dialect = dialect(device, maxBatchCount, slice);
        dialects.put(device, dialect);
        CellTransport[] own = new CellTransport[1];
        own[0] = new CellTransport(
                dialect,
                rough,
                site -> road(dialect, site, () -> new CellWire.Prompt(rough), frame -> {}),
                this::call,
                ask -> asked(ask, own[0].site()));
        return own[0];
    }

    @Override
    public Transport hearing(int device, FaultTransport faulty, VirtualScheduler.Lane lane, Runnable reaches) {
        LiveDialect dialect = Objects.requireNonNull(dialects.get(device));
        CellChannel[] own = new CellChannel[1];
        own[0] = new CellChannel(
                faulty,
                site -> road(dialect, site, () -> new CellWire.Slow(rough, lane, faulty::isOnline), frame -> {
                    if (Codec.read(frame) instanceof Message.Changes changes
                            && !changes.cells().isEmpty()) {
                        reaches.run();
                    }
                }),
                ask -> asked(ask, own[0].site()));
        return own[0];
    }

    private LiveDialect dialect(int device, int maxBatchCount, int slice) {
        ChangesetDialectBuilder dialect = ChangesetDialect.builder(ROOM)
                .schema(SCHEMA_NAME, CellRows.SCHEMA)
                .batchesOf(maxBatchCount, 1 << 20);
        if (flavour == Flavour.NPM && device % 2 == 0) {
            dialect.statusless();
        }
        return VirtualChangesets.dialect(dialect, () -> rough.time().uptime().toNanos(), slice);
    }

    private CellLine.Road road(
            LiveDialect dialect, Supplier<ByteString> site, Supplier<CellWire> wire, Consumer<byte[]> reaches) {
        return new CellLine.Road(server, dialect, site, rough, wire, this::wire, reaches);
    }

    /** What its cursor says of its own writes. */
    private void asked(Ask ask, ByteString site) {
        String[] parts = ask.cursor().token().split(":", -1);
        boolean own = parts.length > 3 && parts[1].equals(site.hex());
        acked.put(Bytes.of(site.toByteArray()), own ? Long.parseLong(parts[3]) : 0);
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
        rough.on(rate > 0);
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
            case 0, 1, 2, 3 ->
                put(n, Map.of(List.of("title", "note", CellRows.EXTRA).get(random.nextInt(3)), label));
            case 4 -> put(n, Map.of("n", random.nextInt(3) == 0 ? 8L : (long) random.nextInt(9)));
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
