package dev.mooring.benchmarks;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.util.List;

/** Nothing comes and nothing is undone where only writes are measured. */
final class AndroidNotes implements ChangeHandler<SQLiteDatabase> {
    @Override
    public void apply(SQLiteDatabase db, List<Change> changes) {
        throw new IllegalStateException("nothing is to come");
    }

    @Override
    public void undo(SQLiteDatabase db, List<Mutation> mutations) {
        throw new IllegalStateException("nothing is to be undone");
    }
}
