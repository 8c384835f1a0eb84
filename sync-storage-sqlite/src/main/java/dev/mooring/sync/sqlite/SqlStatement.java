package dev.mooring.sync.sqlite;

/** A compiled statement. Parameters and columns count from 1; each execution needs every parameter set. */
interface SqlStatement {
    /** Sets a parameter. */
    SqlStatement set(int parameter, long value);

    /** Sets a parameter. */
    SqlStatement set(int parameter, String value);

    /** Executes it; returns how many rows were changed. */
    int run();

    /** Executes an insert; returns false, with nothing inserted, if a row of that key is there. */
    boolean insert();

    /** Executes a query or moves on in it; returns whether there is a row. After the last one it is {@link #reset}. */
    boolean next();

    /** A column of the row. */
    long number(int column);

    /** A column of the row. */
    String text(int column);

    /** Ends a query that is not read to its end. */
    void reset();
}
