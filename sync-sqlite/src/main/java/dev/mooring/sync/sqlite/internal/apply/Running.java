package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.spi.SqlConnection;

/**
 * The write transaction that the handler is called in.
 *
 * @param <DB> the handle that the app gets
 */
public interface Running<DB> {
    /** Its connection. */
    SqlConnection<DB> sql();

    /** Another number for each transaction. */
    long number();

    /** What lies below the unsettled mutations. */
    Images images();

    /** Who wants to know which rows change. */
    KeySink sink();
}
