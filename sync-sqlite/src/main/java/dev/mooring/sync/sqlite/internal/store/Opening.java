package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.OpenStep;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a file when it is opened: it is looked at, its tables are made ready, and the app's own step runs. */
final class Opening<DB> {
    private final SqlDriver<DB> driver;
    private final @Nullable TableSync<DB> tables;
    private final OpenStep<DB> step;
    private final long checkUpTo;

    /** Looks at the structure of a file that is not larger. */
    Opening(SqlDriver<DB> driver, @Nullable TableSync<DB> tables, OpenStep<DB> step, long checkUpTo) {
        this.driver = driver;
        this.tables = tables;
        this.step = step;
        this.checkUpTo = checkUpTo;
    }

    /** A file that is damaged is left as it is. */
    StorageException damaged(StorageException cause) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                driver.name() + " is damaged and was not opened: " + cause.getMessage()
                        + "; the file is left as it is, and a salvage reads from it what can be read of the mutations",
                cause);
    }

    /** All of it is one transaction; the structure is looked at before. */
    void prepare(SqlConnection<DB> sql, ServerIdentity identity, boolean keepLog) {
        Audit audit = new Audit(sql);
        if (checkUpTo > 0 && audit.bytes() <= checkUpTo) {
            refuse(audit.structure());
        }
        MooringSchema schema = new MooringSchema(sql, driver.name());
        schema.check(identity);
        sql.configure();
        Turn turn = new Turn(driver.name(), true);
        sql.begin(turn);
        try {
            schema.prepare(identity, keepLog);
            refuse(audit.ownTables(false));
            setUp(sql);
            Session.checkIntact(turn, driver);
            if (tables == null) {
                TableSync.leave(sql, driver.name());
            } else {
                tables.open(sql);
            }
            sql.commit();
        } catch (Throwable t) {
            Session.rollback(sql, driver.name(), t);
            throw t;
        }
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    String.join("; ", faults.subList(0, Math.min(3, faults.size())))
                            + (faults.size() > 3 ? "; and " + (faults.size() - 3) + " more" : ""),
                    null);
        }
    }

    private void setUp(SqlConnection<DB> sql) {
        try {
            step.run(sql.handle());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw driver.failed(e, "run the app's step of the opening");
        }
    }
}
