package dev.mooring.examples.server.store;

import java.io.File;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions over one database. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int MOST_TRIES = 10;

    private final Engine engine;

    private Database(Engine engine) {
        this.engine = engine;
    }

    /** Opens a file of SQLite, and brings its schema up to date. */
    public static Database sqlite(File file) {
        return opened(Engine.sqlite(file));
    }

    /**
     * Connects to PostgreSQL, or an engine that speaks its wire protocol, and brings its schema up to date.
     *
     * @param url {@code jdbc:postgresql:…}
     * @param user empty if the URL names one
     * @param failoverLosesNothing whether a standby that takes over has all that was committed, so that the history goes on
     */
    public static Database postgres(
            String url, String user, String password, int connections, boolean failoverLosesNothing) {
        return opened(Engine.postgres(url, user, password, connections, failoverLosesNothing));
    }

    private static Database opened(Engine engine) {
        Database database = new Database(engine);
        try {
            Migrations.run(engine.writing());
            return database;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** What a transaction does. It may be done more than once, and only the last time counts. */
    public interface Work<T> {
        T in(Transaction tx) throws SQLException;
    }

    /**
     * Does work in one transaction that may write, and commits it. Does it again if the database undid it because of another one.
     *
     * @throws StoreException if it could not be done, or if nobody knows whether it was
     */
    public <T> T write(Work<T> work) {
        return run(engine.writing(), work);
    }

    /** Does work that only reads. */
    public <T> T read(Work<T> work) {
        return run(engine.reading(), work);
    }

    private <T> T run(DataSource pool, Work<T> work) {
        for (int tries = 1; ; tries++) {
            try (Connection connection = pool.getConnection()) {
                return committed(connection, work);
            } catch (Place.MovedException e) {
                if (tries >= MOST_TRIES) {
                    throw new StoreException(e);
                }
                settlePlace(false);
            } catch (SQLException e) {
                if (!Engine.isAgain(e) || tries >= MOST_TRIES) {
                    throw new StoreException(e);
                }
            }
        }
    }

    private <T> T committed(Connection connection, Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.in(new Transaction(connection, engine));
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                undo(connection);
            }
        }
    }

    /** The database was moved, and nothing of it is lost: its history goes on where it is now. */
    public void keepHistory() {
        settlePlace(true);
    }

    private void settlePlace(boolean same) {
        try (Connection connection = engine.writing().getConnection()) {
            committed(connection, tx -> {
                engine.place().settle(tx.connection(), engine.lock(), same);
                return true;
            });
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** A connection that cannot even do this is broken: the pool finds out, and the server undoes the transaction. */
    private static void undo(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            org.slf4j.LoggerFactory.getLogger(Database.class).debug("rollback failed", e);
        }
    }

    /** Whether it has LISTEN and NOTIFY. */
    public boolean notifies() {
        return engine.notifies();
    }

    /** A connection to listen with; the caller closes it. */
    public Connection connection() throws SQLException {
        return engine.reading().getConnection();
    }

    @Override
    public void close() {
        engine.close();
    }
}
