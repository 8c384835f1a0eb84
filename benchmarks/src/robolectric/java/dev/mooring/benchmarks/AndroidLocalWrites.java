package dev.mooring.benchmarks;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteStatement;
import dev.mooring.sync.SyncClient;

/**
 * One row and one mutation a transaction, and batches of 500, against the same two inserts into the same tables by hand. All statements are
 * kept open on both sides, the app's too, as it writes by its own database.
 */
final class AndroidLocalWrites {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;

    private AndroidLocalWrites() {}

    static void run() throws Exception {
        Rounds single = measure("one a transaction", 1);
        Rounds batch = measure("500 a transaction", 500);
        new Result("android-local-writes")
                .put("single_ratio", single.ratio())
                .put("batch_ratio", batch.ratio())
                .put("writes", COUNT)
                .put("raw_single_per_s", COUNT / single.baselineSeconds())
                .put("mooring_single_per_s", COUNT / single.contenderSeconds())
                .put("raw_batch_per_s", COUNT / batch.baselineSeconds())
                .put("mooring_batch_per_s", COUNT / batch.contenderSeconds())
                .print();
    }

    private static Rounds measure(String what, int batch) throws Exception {
        return Rounds.measure(what, WARM_UPS, ROUNDS, round -> raw(COUNT, batch), round -> mooring(COUNT, batch));
    }

    private static double mooring(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("m.db"))) {
                db.execSQL(Notes.CREATE);
                try (SyncClient<SQLiteDatabase> client = AndroidFiles.notes(db);
                        SQLiteStatement insert = db.compileStatement(Notes.INSERT)) {
                    client.open();
                    long start = System.nanoTime();
                    for (int next = 0; next < count; next += batch) {
                        int first = next;
                        client.write((own, outbox) -> {
                            for (int i = first; i < first + batch; i++) {
                                insert(insert, i);
                                outbox.add(Notes.mutation(i));
                            }
                        });
                    }
                    return Rounds.since(start);
                }
            }
        });
    }

    private static double raw(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (SQLiteDatabase db = AndroidFiles.open(folder.resolve("r.db"))) {
                db.execSQL(Notes.CREATE);
                try (SyncClient<SQLiteDatabase> client = AndroidFiles.notes(db)) {
                    client.open();
                }
                try (SQLiteStatement note = db.compileStatement(Notes.INSERT);
                        SQLiteStatement mutation = db.compileStatement(LocalWrites.OUTBOX)) {
                    long start = System.nanoTime();
                    for (int next = 0; next < count; next += batch) {
                        db.beginTransactionNonExclusive();
                        for (int i = next; i < next + batch; i++) {
                            insert(note, i);
                            record(mutation, i);
                        }
                        db.setTransactionSuccessful();
                        db.endTransaction();
                    }
                    return Rounds.since(start);
                }
            }
        });
    }

    private static void insert(SQLiteStatement note, int i) {
        note.bindString(1, Notes.key(i));
        note.bindString(2, Notes.payload(i));
        note.executeInsert();
    }

    private static void record(SQLiteStatement mutation, int i) {
        mutation.bindLong(1, i + 1L);
        mutation.bindString(2, LocalWrites.ID);
        mutation.bindString(3, "note");
        mutation.bindString(4, Notes.key(i));
        mutation.bindString(5, "put");
        mutation.bindString(6, Notes.payload(i));
        mutation.bindLong(7, 1);
        mutation.bindLong(8, LocalWrites.NOW);
        mutation.bindLong(9, 200);
        mutation.executeInsert();
    }
}
