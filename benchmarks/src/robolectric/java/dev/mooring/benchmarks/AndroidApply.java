package dev.mooring.benchmarks;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteStatement;
import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.SyncClient;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * As {@link Apply}: row changes of other devices, applied to a synced table, against raw upserts and the loop that is written by hand, 500 a
 * transaction as the slices are.
 */
final class AndroidApply {
    private static final int COUNT = Integer.getInteger("bench.count", 100_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int WARM_UPS = 1;
    private static final int SLICE = 500;
    private static final String READY = "upserts";
    private static final String BY_HAND = "by hand";
    private static final String MOORING = "mooring";

    private AndroidApply() {}

    static void run() throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(READY, AndroidApply::raw);
        sides.put(BY_HAND, AndroidApply::byHand);
        sides.put(MOORING, AndroidApply::mooring);
        Turns turns = Turns.measure("new rows, updates", WARM_UPS, ROUNDS, sides);
        new Result("android-apply")
                .put("ratio", turns.ratio(0, MOORING, READY))
                .put("ratio_updates", turns.ratio(1, MOORING, READY))
                .put("ratio_by_hand", turns.ratio(0, MOORING, BY_HAND))
                .put("ratio_updates_by_hand", turns.ratio(1, MOORING, BY_HAND))
                .put("changes", COUNT)
                .put("raw_per_s", COUNT / turns.seconds(0, READY))
                .put("mooring_per_s", COUNT / turns.seconds(0, MOORING))
                .put("raw_updates_per_s", COUNT / turns.seconds(1, READY))
                .put("mooring_updates_per_s", COUNT / turns.seconds(1, MOORING))
                .print();
    }

    private static double[] mooring() throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("m.db"))) {
                try (SyncClient<SQLiteDatabase> client =
                        AndroidFiles.todos(db, Todos.transport((from, sink) -> Apply.pull(from, sink, COUNT)))) {
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
                check(db);
            }
            return seconds;
        });
    }

    private static double[] raw() throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("r.db"))) {
                db.execSQL(Todos.CREATE);
                try (SQLiteStatement upsert = db.compileStatement(Todos.UPSERT)) {
                    for (int phase = 0; phase < seconds.length; phase++) {
                        seconds[phase] = upserts(db, upsert, phase);
                    }
                }
                check(db);
            }
            return seconds;
        });
    }

    private static double[] byHand() throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("h.db"))) {
                try (AndroidApplyByHand hand = new AndroidApplyByHand(db)) {
                    for (int phase = 0; phase < seconds.length; phase++) {
                        seconds[phase] = Apply.slices(phase, COUNT, hand::apply);
                    }
                }
                check(db);
            }
            return seconds;
        });
    }

    /** The changes are made as for the other side, and their JSON is left unread. */
    private static double upserts(SQLiteDatabase db, SQLiteStatement upsert, int phase) {
        long start = Rounds.now();
        for (int next = 0; next < COUNT; next += SLICE) {
            db.beginTransactionNonExclusive();
            for (int i = next; i < Math.min(next + SLICE, COUNT); i++) {
                String key = Apply.change(phase * COUNT + i, COUNT).key();
                AndroidFiles.bindTodo(upsert, i, phase, phase == 0 ? Todos.CREATED : Todos.EDITED);
                upsert.bindString(1, key);
                upsert.executeInsert();
            }
            db.setTransactionSuccessful();
            db.endTransaction();
        }
        return Rounds.sinceNow(start);
    }

    /** All sides have to have written all rows. */
    private static void check(SQLiteDatabase db) {
        long rows = AndroidFiles.number(
                db, "SELECT count(*) FROM todo WHERE done = 1 AND updated_at = '" + Todos.EDITED + "'");
        if (rows != COUNT) {
            throw new IllegalStateException("wrote " + rows + " of " + COUNT + " rows");
        }
    }
}
