package dev.mooring.examples.server.store;

import java.io.Serial;
import java.sql.SQLException;

/** The database did not do what it was asked, or nobody knows whether it did. The client asks again later. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean duplicate;

    StoreException(SQLException cause) {
        super(cause.getMessage(), cause);
        duplicate = Engine.isDuplicate(cause);
    }

    /** Whether a row with this key is there already, so that nothing was stored. */
    public boolean isDuplicate() {
        return duplicate;
    }
}
