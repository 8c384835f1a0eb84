package dev.mooring.benchmarks;

import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Row changes of other devices, applied to a synced table: so many new rows, then an update of each. Against batch upserts of
 * raw sqlite-jdbc of values that are at hand, and against the loop that is written by hand ({@link ApplyByHand}), 500 a transaction as
 * the slices are.
 *
 * <p>The transport is in this process. As a million changes do not fit into the heap, they are made as they are asked for; that
 * is the harness's own work, so every side does it, and the upserts of values at hand leave the JSON unread.
 */
final class Apply {
    private static final int COUNT = Integer.getInteger("bench.count", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int WARM_UPS = 1;
    private static final int SLICE = 500;

    private static final String READY = "upserts";
    private static final String BY_HAND = "by hand";
    private static final String MOORING = "mooring";

    private Apply() {}

    static void child() throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(READY, Apply::raw);
        sides.put(BY_HAND, Apply::byHand);
        sides.put(MOORING, Apply::mooring);
        Turns turns = Turns.measure("new rows, updates", WARM_UPS, ROUNDS, sides);
        new Result("apply")
                .put("ratio", turns.ratio(0, MOORING, READY))
                .put("ratio_updates", turns.ratio(1, MOORING, READY))
                .put("ratio_by_hand", turns.ratio(0, MOORING, BY_HAND))
                .put("ratio_updates_by_hand", turns.ratio(1, MOORING, BY_HAND))
                .put("changes", COUNT)
                .put("raw_per_s", COUNT / turns.seconds(0, READY))
                .put("mooring_per_s", COUNT / turns.seconds(0, MOORING))
                .put("raw_updates_per_s", COUNT / turns.seconds(1, READY))
                .put("mooring_updates_per_s", COUNT / turns.seconds(1, MOORING))
                .peakHeap()
                .print();
    }

    private static double[] mooring() throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("m.db");
            double[] seconds = new double[2];
            try (SyncClient<Connection> client =
                    Todos.client(file, Todos.transport((from, sink) -> pull(from, sink, COUNT)))) {
                client.open();
                for (int phase = 0; phase < seconds.length; phase++) {
                    long start = Rounds.now();
                    long pulled = Devices.sync(client).pulled();
                    seconds[phase] = Rounds.sinceNow(start);
                    if (pulled != COUNT) {
                        throw new IllegalStateException("pulled " + pulled + " of " + COUNT);
                    }
                }
            }
            check(file);
            return seconds;
        });
    }

    /** The new rows to a device that has nothing yet, and then the updates. */
    static Page pull(Cursor from, ChangeSink sink, int count) {
        int begin = from.isStart() ? 0 : Integer.parseInt(from.token());
        int end = begin + count <= 2 * count ? begin + count : begin;
        for (int next = begin; next < end; next += SLICE) {
            List<Incoming> slice = new ArrayList<>(SLICE);
            int last = Math.min(next + SLICE, end);
            for (int i = next; i < last; i++) {
                slice.add(new Incoming(change(i, count), ""));
            }
            sink.accept(slice, new Cursor(Integer.toString(last)));
        }
        return new Page(new Cursor(Integer.toString(end)), false);
    }

    static Change change(int position, int count) {
        int i = position % count;
        boolean insert = position < count;
        return new Change(
                position + 1L,
                "todo",
                Todos.key(i),
                insert ? "insert" : "update",
                insert ? Todos.inserted(i) : Todos.updated(i),
                false,
                1,
                "",
                "");
    }

    private static double[] raw() throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("r.db");
            double[] seconds = new double[2];
            try (Connection db = Todos.connect(file, Todos.LEAN);
                    PreparedStatement upsert = db.prepareStatement(Todos.UPSERT)) {
                for (int phase = 0; phase < seconds.length; phase++) {
                    long start = Rounds.now();
                    for (int i = 0; i < COUNT; i++) {
                        bind(upsert, phase * COUNT + i);
                        upsert.addBatch();
                        if ((i + 1) % SLICE == 0 || i + 1 == COUNT) {
                            upsert.executeBatch();
                            db.commit();
                        }
                    }
                    seconds[phase] = Rounds.sinceNow(start);
                }
            }
            check(file);
            return seconds;
        });
    }

    private static void bind(PreparedStatement upsert, int position) throws SQLException {
        String key = change(position, COUNT).key();
        boolean insert = position < COUNT;
        Todos.bind(upsert, position % COUNT, insert ? 0 : 1, insert ? Todos.CREATED : Todos.EDITED);
        upsert.setString(1, key);
    }

    private static double[] byHand() throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("h.db");
            double[] seconds = new double[2];
            try (ApplyByHand hand = new ApplyByHand(file)) {
                for (int phase = 0; phase < seconds.length; phase++) {
                    seconds[phase] = slices(phase, COUNT, hand::apply);
                }
            }
            check(file);
            return seconds;
        });
    }

    /** Takes one slice. */
    interface SliceBody {
        void apply(List<Change> slice) throws Exception;
    }

    /** Hands over all slices of the new rows, or of the updates; how long that took. */
    static double slices(int phase, int count, SliceBody body) throws Exception {
        long start = Rounds.now();
        for (int next = 0; next < count; next += SLICE) {
            List<Change> slice = new ArrayList<>(SLICE);
            for (int i = next; i < Math.min(next + SLICE, count); i++) {
                slice.add(change(phase * count + i, count));
            }
            body.apply(slice);
        }
        return Rounds.sinceNow(start);
    }

    /** All sides have to have written all rows. */
    private static void check(Path file) throws SQLException {
        try (Connection db = Todos.connect(file, Todos.AS_SHIPPED);
                Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM todo WHERE done = 1 AND updated_at = '"
                        + Todos.EDITED + "' AND body = '" + Todos.BODY.replace("'", "''") + "'")) {
            if (!rows.next() || rows.getInt(1) != COUNT) {
                throw new IllegalStateException("wrote " + rows.getInt(1) + " of " + COUNT + " rows");
            }
        }
    }
}
