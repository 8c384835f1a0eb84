package dev.mooring.sync.android.internal;

import android.database.DatabaseErrorHandler;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.android.internal.AndroidDriver.Lent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Databases of a file. The one that writes is the app's, or the storage's own. Each that reads is the framework's, with one connection, which
 * is opened to read only and so leaves the journal mode alone.
 */
public final class FrameworkSource<DB> implements AndroidDriver.Source<DB> {
    /** Android's own one deletes a file that is damaged. */
    private static final DatabaseErrorHandler LEAVE = damaged -> {};

    private final Supplier<Lent<DB>> writers;
    private volatile @Nullable AndroidDatabase<DB> known;

    private FrameworkSource(Supplier<Lent<DB>> writers) {
        this.writers = writers;
    }

    /**
     * What the storage is to have.
     *
     * @param references whether a connection that the storage opens enforces references
     */
    public record Settings(boolean references) {}

    /** A database of the app's. */
    public static <DB> FrameworkSource<DB> of(Supplier<? extends AndroidDatabase<DB>> database) {
        return new FrameworkSource<>(() -> new Lent<>(database.get(), false, () -> {}));
    }

    /** A file that the storage opens. */
    public static FrameworkSource<SQLiteDatabase> at(String path, Settings settings) {
        return new FrameworkSource<>(() -> {
            SQLiteDatabase db = SQLiteDatabase.openDatabase(
                    path, null, SQLiteDatabase.CREATE_IF_NECESSARY | SQLiteDatabase.ENABLE_WRITE_AHEAD_LOGGING, LEAVE);
            try {
                db.setForeignKeyConstraintsEnabled(settings.references());
            } catch (RuntimeException e) {
                db.close();
                throw e;
            }
            return new Lent<>(new FrameworkDatabase(db), false, db::close);
        });
    }

    @Override
    public Lent<DB> toWrite() {
        Lent<DB> lent = writers.get();
        known = lent.database();
        return lent;
    }

    @Override
    public Lent<DB> toRead() {
        AndroidDatabase<DB> writer = known;
        if (writer == null) {
            throw new IllegalStateException("the storage is not open");
        }
        String path = writer.path();
        if (!writer.isFrameworks() || path == null) {
            return new Lent<>(writer, false, () -> {});
        }
        SQLiteDatabase db = SQLiteDatabase.openDatabase(path, null, SQLiteDatabase.OPEN_READONLY, LEAVE);
        return new Lent<>(new Reading<>(new FrameworkDatabase(db), writer), true, db::close);
    }

    @Override
    public int code(Throwable thrown) {
        AndroidDatabase<DB> writer = known;
        return writer == null ? 0 : writer.resultCode(thrown);
    }
}
