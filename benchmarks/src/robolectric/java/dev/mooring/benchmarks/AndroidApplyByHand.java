package dev.mooring.benchmarks;

import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteStatement;
import dev.mooring.sync.Change;
import java.io.IOException;
import java.util.List;

/** As {@link ApplyByHand}, with Android's own database. */
final class AndroidApplyByHand implements AutoCloseable {
    private final SQLiteDatabase db;
    private final SQLiteStatement upsert;
    private final SQLiteStatement pending;
    private final SQLiteStatement anyPending;
    private final SQLiteStatement moveCursor;

    AndroidApplyByHand(SQLiteDatabase db) {
        this.db = db;
        db.execSQL(Todos.CREATE);
        db.execSQL("CREATE TABLE outbox (seq INTEGER PRIMARY KEY, todo TEXT NOT NULL, payload TEXT NOT NULL)");
        db.execSQL("CREATE INDEX outbox_todo ON outbox (todo)");
        db.execSQL("CREATE TABLE cursor (position INTEGER NOT NULL)");
        db.execSQL("INSERT INTO cursor VALUES (0)");
        upsert = db.compileStatement(Todos.UPSERT);
        pending = db.compileStatement("SELECT count(*) FROM outbox WHERE todo = ?");
        anyPending = db.compileStatement("SELECT EXISTS (SELECT 1 FROM outbox)");
        moveCursor = db.compileStatement("UPDATE cursor SET position = ?");
    }

    /** In one transaction. */
    void apply(List<Change> slice) throws IOException {
        db.beginTransactionNonExclusive();
        try {
            boolean watch = anyPending.simpleQueryForLong() != 0;
            for (Change change : slice) {
                TodoRow row = TodoRow.read(change.payload());
                if (watch && isPending(row.id())) {
                    continue; // The edit goes out first; the server's answer to it brings the row.
                }
                upsert.bindString(1, row.id());
                upsert.bindString(2, row.title());
                upsert.bindString(3, row.body());
                upsert.bindLong(4, row.done());
                upsert.bindString(5, row.updatedAt());
                upsert.executeInsert();
            }
            moveCursor.bindLong(1, slice.get(slice.size() - 1).position());
            moveCursor.executeUpdateDelete();
            db.setTransactionSuccessful();
        } finally {
            db.endTransaction();
        }
    }

    private boolean isPending(String id) {
        pending.bindString(1, id);
        return pending.simpleQueryForLong() != 0;
    }

    @Override
    public void close() {
        upsert.close();
        pending.close();
        anyPending.close();
        moveCursor.close();
    }
}
