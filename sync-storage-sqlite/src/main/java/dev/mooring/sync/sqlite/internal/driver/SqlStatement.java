package dev.mooring.sync.sqlite.internal.driver;

import org.jspecify.annotations.Nullable;

/** A compiled statement. Parameters and columns count from 1; each execution needs every parameter set. */
public interface SqlStatement {
    /** Sets a parameter. */
    SqlStatement set(int parameter, long value);

    /** Sets a parameter. */
    SqlStatement set(int parameter, String value);

    /** Sets a parameter to a value as {@link #value} gives it, but for a {@link RawText}, which needs {@code CAST(? AS TEXT)}. */
    SqlStatement bind(int parameter, @Nullable Object value);

    /** Executes it; returns how many rows were changed. */
    int run();

    /** Executes an insert; returns false, with nothing inserted, if a row of that key is there. */
    boolean insert();

    /** Executes it; returns the constraint that was in the way, in SQLite's words, with nothing done, or null. */
    @Nullable
    String attempt();

    /** How many rows the last {@link #run} or {@link #attempt} changed, without those that triggers did. */
    int changed();

    /** Executes a query or moves on in it; returns whether there is a row. After the last one it is {@link #reset}. */
    boolean next();

    /** A column of the row. */
    long number(int column);

    /** A column of the row. */
    String text(int column);

    /** A column of the row, exactly: null, a Long, a Double, a String, a byte array, or a {@link RawText}. */
    @Nullable
    Object value(int column);

    /** Ends a query that is not read to its end. */
    void reset();
}
