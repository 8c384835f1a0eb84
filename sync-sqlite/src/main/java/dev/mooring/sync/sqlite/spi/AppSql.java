package dev.mooring.sync.sqlite.spi;

import java.util.List;

/**
 * Runs SQL on a connection of the app's own, which is no connection of a storage.
 *
 * @param <X> what the binding throws
 */
@FunctionalInterface
public interface AppSql<X extends Exception> {
    /**
     * Executes a statement to its end.
     *
     * @param sql one statement, a query or not
     * @param parameters texts for its parameters
     * @return the first column of its rows, as text; empty if it has none
     * @throws X if SQLite fails
     */
    List<String> run(String sql, String... parameters) throws X;
}
