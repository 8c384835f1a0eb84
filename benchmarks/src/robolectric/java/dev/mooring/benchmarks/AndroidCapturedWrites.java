package dev.mooring.benchmarks;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteStatement;
import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.SyncClient;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As {@link CapturedWrites}, by statements of Android's that are kept open. */
final class AndroidCapturedWrites {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;

    private AndroidCapturedWrites() {}

    static void run() throws Exception {
        Result result = new Result("android-captured-writes");
        Turns single = measure("one a transaction", 1);
        Turns batch = measure("500 a transaction", 500);
        for (int phase = 0; phase < CapturedWrites.PHASES.length; phase++) {
            put(result, CapturedWrites.PHASES[phase] + "_single", phase, single);
            put(result, CapturedWrites.PHASES[phase] + "_batch", phase, batch);
        }
        result.put("writes", COUNT).print();
    }

    private static void put(Result result, String name, int phase, Turns turns) {
        result.put(name + "_ratio", turns.ratio(phase, CapturedWrites.CAPTURED, CapturedWrites.TWO_INSERTS))
                .put(name + "_ratio_write", turns.ratio(phase, CapturedWrites.WRITE, CapturedWrites.TWO_INSERTS))
                .put(name + "_of_plain", turns.ratio(phase, CapturedWrites.CAPTURED, CapturedWrites.PLAIN))
                .put(name + "_captured_per_s", COUNT / turns.seconds(phase, CapturedWrites.CAPTURED))
                .put(name + "_write_per_s", COUNT / turns.seconds(phase, CapturedWrites.WRITE));
    }

    private static Turns measure(String what, int batch) throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(CapturedWrites.PLAIN, () -> own(batch, false, false));
        sides.put(CapturedWrites.TWO_INSERTS, () -> own(batch, false, true));
        sides.put(CapturedWrites.CAPTURED, () -> own(batch, true, false));
        sides.put(CapturedWrites.WRITE, () -> write(batch));
        return Turns.measure(what, WARM_UPS, ROUNDS, sides);
    }

    /** By the app's own database: with Mooring's triggers or not, with a row of an outbox of its own or not. */
    private static double[] own(int batch, boolean captured, boolean records) throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("o.db"))) {
                db.execSQL(Todos.CREATE);
                db.execSQL(CapturedWrites.OUTBOX_TABLE);
                if (captured) {
                    try (SyncClient<SQLiteDatabase> client = AndroidFiles.todos(db, Todos.nothing())) {
                        client.open();
                    }
                }
                try (SQLiteStatement outbox = db.compileStatement(CapturedWrites.OUTBOX)) {
                    for (int phase = 0; phase < 2; phase++) {
                        seconds[phase] = phase(db, phase, batch, records ? outbox : null);
                    }
                }
                if (captured) {
                    check(db);
                }
            }
            return seconds;
        });
    }

    private static double phase(SQLiteDatabase db, int phase, int batch, @Nullable SQLiteStatement outbox) {
        try (SQLiteStatement statement = db.compileStatement(phase == 0 ? Todos.INSERT : Todos.UPDATE)) {
            long start = System.nanoTime();
            for (int next = 0; next < COUNT; next += batch) {
                db.beginTransactionNonExclusive();
                for (int i = next; i < next + batch; i++) {
                    row(statement, phase, i);
                    if (outbox != null) {
                        record(outbox, i, phase == 0 ? Todos.inserted(i) : Todos.updated(i));
                    }
                }
                db.setTransactionSuccessful();
                db.endTransaction();
            }
            return Rounds.since(start);
        }
    }

    private static void row(SQLiteStatement statement, int phase, int i) {
        if (phase == 0) {
            AndroidFiles.bindTodo(statement, i, 0, Todos.CREATED);
            statement.executeInsert();
        } else {
            statement.bindLong(1, 1);
            statement.bindString(2, Todos.EDITED);
            statement.bindString(3, Todos.key(i));
            statement.executeUpdateDelete();
        }
    }

    private static void record(SQLiteStatement outbox, int i, String payload) {
        outbox.bindString(1, CapturedWrites.ID);
        outbox.bindString(2, Todos.key(i));
        outbox.bindString(3, payload);
        outbox.bindLong(4, CapturedWrites.NOW);
        outbox.executeInsert();
    }

    private static double[] write(int batch) throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("w.db"))) {
                try (SyncClient<SQLiteDatabase> client = AndroidFiles.todos(db, Todos.nothing())) {
                    client.open();
                    for (int phase = 0; phase < 2; phase++) {
                        seconds[phase] = write(client, db, phase, batch);
                    }
                }
                check(db);
            }
            return seconds;
        });
    }

    private static double write(SyncClient<SQLiteDatabase> client, SQLiteDatabase db, int phase, int batch) {
        try (SQLiteStatement statement = db.compileStatement(phase == 0 ? Todos.INSERT : Todos.UPDATE)) {
            long start = System.nanoTime();
            for (int next = 0; next < COUNT; next += batch) {
                int first = next;
                client.write((own, outbox) -> {
                    for (int i = first; i < first + batch; i++) {
                        row(statement, phase, i);
                    }
                });
            }
            return Rounds.since(start);
        }
    }

    /** Nothing is measured that was not captured. */
    private static void check(SQLiteDatabase db) {
        try (SyncClient<SQLiteDatabase> client = AndroidFiles.todos(db, Todos.nothing())) {
            client.pending(1);
            long pending = client.status().pending();
            if (pending != 2L * COUNT) {
                throw new IllegalStateException("captured " + pending + " of " + 2 * COUNT + " writes");
            }
        }
    }
}
