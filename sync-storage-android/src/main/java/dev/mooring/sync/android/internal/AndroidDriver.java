package dev.mooring.sync.android.internal;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.spi.Faults;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of Android, from wherever they come. */
public final class AndroidDriver<DB> implements SqlDriver<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    private final String name;
    private final Source<DB> source;
    private final String synchronous;
    private final Duration busyTimeout;
    private final Runnable threadGuard;

    /** Each connection that writes is set to that synchronous level; the guard runs before each transaction. */
    public AndroidDriver(
            String name, Source<DB> source, String synchronous, Duration busyTimeout, Runnable threadGuard) {
        this.name = name;
        this.source = source;
        this.synchronous = synchronous;
        this.busyTimeout = busyTimeout;
        this.threadGuard = threadGuard;
    }

    @Override
    public String name() {
        return name;
    }

    String synchronous() {
        return synchronous;
    }

    void guardThread() {
        threadGuard.run();
    }

    void log(String what, RuntimeException e) {
        LOG.warn("{}: {}", name, what, Shown.thrown(e));
    }

    @Override
    public SqlConnection<DB> connect(boolean readOnly) {
        guardThread();
        Lent<DB> lent = null;
        try {
            lent = readOnly ? source.toRead() : source.toWrite();
            return new AndroidConnection<>(this, lent, busyTimeout);
        } catch (RuntimeException e) {
            if (lent != null) {
                lent.close().run();
            }
            if (code(e) == Faults.UNKNOWN && !(e instanceof android.database.SQLException)) {
                throw e;
            }
            throw Faults.unconnected(code(e), e, name);
        }
    }

    @Override
    public StorageException failed(Throwable cause, String attempt) {
        return Faults.of(code(cause), cause, attempt, name);
    }

    @Override
    public boolean isDatabases(Throwable thrown) {
        return Faults.isDatabases(code(thrown));
    }

    int code(Throwable thrown) {
        int code = ResultCodes.of(thrown);
        return code != Faults.UNKNOWN ? code : source.code(thrown);
    }

    /**
     * A database for one connection.
     *
     * @param database to be used
     * @param snapshots whether it has one connection, which only reads
     * @param close when it is used no more
     */
    public record Lent<DB>(AndroidDatabase<DB> database, boolean snapshots, Runnable close) {}

    /** Where connections come from. */
    public interface Source<DB> {
        /** The database that writes. */
        Lent<DB> toWrite();

        /** A database that only reads, or the same. */
        Lent<DB> toRead();

        /** The code of an exception that Android does not know. */
        int code(Throwable thrown);
    }
}
