package dev.mooring.sync.android;

import android.os.Looper;
import dev.mooring.sync.Beta;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.android.internal.AndroidAppSql;
import dev.mooring.sync.android.internal.AndroidDriver;
import dev.mooring.sync.android.internal.AndroidProcesses;
import dev.mooring.sync.android.internal.FrameworkSource;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SqliteStorageBuilder;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * Builds a storage on Android's SQLite. Does no I/O. Not thread-safe.
 *
 * @param <DB> the handle that the app gets
 */
public final class AndroidSqliteStorageBuilder<DB> extends SqliteStorageBuilder<DB, AndroidSqliteStorageBuilder<DB>> {
    private final String name;
    private final Function<FrameworkSource.Settings, AndroidDriver.Source<DB>> source;
    private Synchronous synchronous = Synchronous.NORMAL;
    private Duration busyTimeout = Duration.ofSeconds(5);
    private Runnable threadGuard = () -> {};

    AndroidSqliteStorageBuilder(String name, Function<FrameworkSource.Settings, AndroidDriver.Source<DB>> source) {
        this.name = name;
        this.source = source;
    }

    /**
     * Sets when a commit is durable; {@link Synchronous#NORMAL} by default.
     *
     * @param level the level
     * @return this
     */
    public AndroidSqliteStorageBuilder<DB> synchronous(Synchronous level) {
        synchronous = Objects.requireNonNull(level);
        return this;
    }

    /**
     * Sets how long a write waits for a write of another process; 5 s by default.
     *
     * @param timeout not negative; counted in milliseconds
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public AndroidSqliteStorageBuilder<DB> busyTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the busy timeout must not be negative, got " + timeout);
        }
        busyTimeout = timeout;
        return this;
    }

    /**
     * Refuses each transaction on the app's main thread with {@link IllegalStateException}, as one may wait for others and for the disk. By
     * default any thread may use the storage.
     *
     * @return this
     */
    public AndroidSqliteStorageBuilder<DB> refuseMainThread() {
        threadGuard = () -> {
            if (Looper.myLooper() != null && Looper.myLooper() == Looper.getMainLooper()) {
                throw new IllegalStateException("a transaction in " + name
                        + " on the main thread is refused, as it would keep the app from drawing; use another thread");
            }
        };
        return this;
    }

    @Override
    protected AndroidSqliteStorageBuilder<DB> self() {
        return this;
    }

    @Beta
    @Override
    protected SqlDriver<DB> driver(boolean synced) {
        return new AndroidDriver<>(
                name, source.apply(new FrameworkSource.Settings(synced)), synchronous.name(), busyTimeout, threadGuard);
    }

    @Beta
    @Override
    protected Processes processes() {
        return new AndroidProcesses();
    }

    static void releaseTable(AndroidDatabase<?> db, String table) {
        release(new AndroidAppSql(db), true, table);
    }

    static Salvage salvageFile(File database, File export, ServerIdentity identity) {
        return salvage(
                database.toPath(),
                export.toPath(),
                identity,
                copy -> new AndroidDriver<>(
                        database.getPath(),
                        FrameworkSource.at(copy.toString(), new FrameworkSource.Settings(false)),
                        "OFF",
                        Duration.ofSeconds(5),
                        () -> {}));
    }
}
