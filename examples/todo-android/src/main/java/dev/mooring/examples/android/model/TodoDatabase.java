package dev.mooring.examples.android.model;

import android.content.ContentValues;
import android.content.Context;
import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteOpenHelper;
import java.util.ArrayList;
import java.util.List;

/**
 * The app's own database, as any app has one. That its table syncs is said in {@link Device}; what is written here needs to know nothing
 * of it.
 */
final class TodoDatabase extends SQLiteOpenHelper {
    static final String TABLE = "todo";

    TodoDatabase(Context context, String file) {
        // The handler of the framework would delete a damaged file, with all that was not sent.
        super(context, file, null, 1, damaged -> {});
        setWriteAheadLoggingEnabled(true);
    }

    @Override
    public void onCreate(SQLiteDatabase db) {
        db.execSQL("CREATE TABLE todo (id TEXT PRIMARY KEY, title TEXT NOT NULL,"
                + " done INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL)");
    }

    @Override
    public void onUpgrade(SQLiteDatabase db, int before, int after) {
        throw new IllegalStateException(
                "there is one version of this database, but it is asked to go from " + before + " to " + after);
    }

    void add(Todo todo) {
        ContentValues row = new ContentValues();
        row.put("id", todo.id());
        row.put("title", todo.title());
        row.put("done", todo.done() ? 1 : 0);
        row.put("added_at", todo.addedAt());
        getWritableDatabase().insertOrThrow(TABLE, null, row);
    }

    void rename(String id, String title) {
        ContentValues row = new ContentValues();
        row.put("title", title);
        update(id, row);
    }

    void mark(String id, boolean done) {
        ContentValues row = new ContentValues();
        row.put("done", done ? 1 : 0);
        update(id, row);
    }

    private void update(String id, ContentValues row) {
        getWritableDatabase().update(TABLE, row, "id = ?", new String[] {id});
    }

    void delete(String id) {
        getWritableDatabase().delete(TABLE, "id = ?", new String[] {id});
    }

    /** All items, newest first; whether they wait or were refused is not known here. */
    List<Todo> all() {
        List<Todo> todos = new ArrayList<>();
        try (Cursor row = getReadableDatabase()
                .rawQuery("SELECT id, title, done, added_at FROM todo ORDER BY added_at DESC, id", null)) {
            while (row.moveToNext()) {
                todos.add(
                        new Todo(row.getString(0), row.getString(1), row.getInt(2) != 0, row.getString(3), false, ""));
            }
        }
        return todos;
    }
}
