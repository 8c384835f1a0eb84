package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.Nullable;

/**
 * The sync state inside one transaction, by roles.
 *
 * <p>Three roles are optional. A storage that captures nothing has no {@link CaptureTx}. A storage that cannot keep a second state beside
 * the present one has no {@link StagingTx}; the client then refuses what needs it, and says so. A storage whose captures have no clocks has
 * no {@link ClockTx}, and cannot sync with a server that keeps {@linkplain dev.mooring.sync.spi.Capabilities.Order#CLOCKS cells with clocks}.
 *
 * <p>A transaction is valid on its own thread until it ends, and so are its roles. Used otherwise, every method of theirs throws
 * {@link IllegalStateException}. In a read transaction those that write throw it, too. The roles themselves may be asked for at any time.
 *
 * @param <DB> the handle that the app's code gets
 */
public interface StorageTx<DB> {
    /**
     * The storage's own handle, for the app's rows. It refuses to be committed, rolled back or closed.
     *
     * @return the same handle during the whole transaction
     */
    DB handle();

    /**
     * What the server has not settled.
     *
     * @return the same role during the whole transaction, as with all others
     */
    OutboxTx outbox();

    /**
     * What has left the outbox unconfirmed.
     *
     * @return the role
     */
    ParkedTx parked();

    /**
     * Where the client is in the server's history.
     *
     * @return the role
     */
    CursorTx cursor();

    /**
     * What the server has confirmed.
     *
     * @return the role
     */
    ConfirmedTx confirmed();

    /**
     * The server's rows that are set aside.
     *
     * @return the role
     */
    AsideTx aside();

    /**
     * Whose storage it is.
     *
     * @return the role
     */
    BindingTx binding();

    /**
     * Who may sync it.
     *
     * @return the role
     */
    LeaseTx lease();

    /**
     * What the database has captured by itself.
     *
     * @return the role; null, the default, unless {@link Storage#captures}
     */
    default @Nullable CaptureTx captures() {
        return null;
    }

    /**
     * What a rebuild has fetched.
     *
     * @return the role; null, the default, where rebuilds are not offered. Either always or never null
     */
    default @Nullable StagingTx staging() {
        return null;
    }

    /**
     * The clocks of the cells.
     *
     * @return the role; null, the default, where captures have none. Either always or never null; where it is not null, neither are
     *     {@link #captures} and {@link #staging}
     */
    @Beta
    default @Nullable ClockTx clocks() {
        return null;
    }

    /**
     * What there is at the moment. Core asks at the end of each of the app's writes, so a storage for which a question is dear answers it
     * by one.
     *
     * @return the same as the roles say, of which it is asked by default
     */
    default Counts counts() {
        CaptureTx captures = captures();
        return new Counts(outbox().pending(), captures == null ? 0 : captures.waiting(), aside().count());
    }
}
