package dev.mooring.sync.sqlite.spi;

import org.jspecify.annotations.Nullable;

/**
 * A compiled statement. Parameters and columns count from 1. Each execution needs every parameter set. Used by one thread at a time, as its
 * connection is. Every failure of SQLite is a {@link dev.mooring.sync.StorageException}, after which the statement can be used again.
 */
public interface SqlStatement {
    /**
     * Sets a parameter. Ends a query that is not read to its end.
     *
     * @param parameter its number
     * @param value the value
     * @return this
     */
    SqlStatement set(int parameter, long value);

    /**
     * Sets a parameter. Ends a query that is not read to its end.
     *
     * @param parameter its number
     * @param value the value
     * @return this
     */
    SqlStatement set(int parameter, String value);

    /**
     * Sets a parameter to a value as {@link #value} gives it. Ends a query that is not read to its end. For a {@link RawText} the SQL must have {@code CAST(? AS TEXT)}.
     *
     * @param parameter its number
     * @param value null, a Long, a Double, a String, a byte array, or a {@link RawText}
     * @return this
     * @throws IllegalArgumentException if the database cannot hold the raw text
     */
    SqlStatement bind(int parameter, @Nullable Object value);

    /**
     * Executes what is no query.
     *
     * @return how many rows were changed
     */
    int run();

    /**
     * Executes an insert.
     *
     * @return false, with nothing inserted, if a row of that key is there
     */
    boolean insert();

    /**
     * Executes what a constraint may refuse. The transaction goes on after that.
     *
     * @return the constraint that was in the way, in SQLite's words, with nothing done, or null
     */
    @Nullable
    String attempt();

    /**
     * How many rows the last {@link #run} or {@link #attempt} changed, without those that triggers did.
     *
     * @return 0 if it was refused
     */
    int changed();

    /**
     * Executes a query or moves on in it. After the last row it is {@link #reset}.
     *
     * @return whether there is a row
     */
    boolean next();

    /**
     * A column of the row.
     *
     * @param column its number
     * @return its value; 0 for NULL
     */
    long number(int column);

    /**
     * A column of the row, which must not be NULL.
     *
     * @param column its number
     * @return its value
     */
    String text(int column);

    /**
     * A column of the row, exactly.
     *
     * @param column its number
     * @return null, a Long, a Double, a String, a byte array, or a {@link RawText}
     */
    @Nullable
    Object value(int column);

    /** Ends a query that is not read to its end. Does nothing if none is running. */
    void reset();

    /**
     * Executes a query that has one row, and ends it.
     *
     * @return the first column; 0 for NULL
     */
    default long onlyNumber() {
        next();
        long number = number(1);
        reset();
        return number;
    }
}
