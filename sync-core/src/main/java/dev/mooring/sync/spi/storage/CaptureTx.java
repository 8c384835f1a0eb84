package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.recovery.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * The captures in a transaction: writes that the app made past {@link OutboxTx#append}, and that wait to be taken into the outbox.
 * Optional, see {@link Storage#captures}.
 */
public interface CaptureTx {
    /**
     * Takes all captures into the outbox, oldest first and in bounded memory, those of this transaction included. The same transaction
     * removes them. So each is taken in once, and a roll-back brings it back.
     *
     * <p>Afterwards no capture waits. It must be cheap if none did. Core may call it more than once in a transaction.
     *
     * @param intake makes a mutation of each capture
     * @return how many mutations were appended, those included that can never be sent
     */
    default int takeIn(Intake intake) {
        return takeIn(intake, Integer.MAX_VALUE);
    }

    /**
     * Takes about so many captures into the outbox, oldest first. The others wait. So several short transactions can take in many captures,
     * and lock nobody out for long.
     *
     * @param intake makes a mutation of each capture
     * @param most about so many, at least one
     * @return how many mutations were appended
     */
    int takeIn(Intake intake, int most);

    /**
     * Shows captures, oldest first, and takes none in: {@link Intake.Appending} appends nothing and returns 0. For a read transaction that
     * exports the app's writes from a database that cannot be written to.
     *
     * @param intake is given each capture
     * @param most about so many, at least one
     */
    void peek(Intake intake, int most);

    /**
     * How many captures wait, this transaction's own included. Asked in every write, so it must be cheap. It may be an estimate where
     * a capture can become none or several mutations, but it is never 0 if one waits.
     *
     * @return the number
     */
    long waiting();

    /**
     * Compares a mutation with the row that the server has confirmed, where {@link ConfirmedTx} keeps no rows: the row below the unsettled
     * mutations of the key, or the present one if there are none. For a person to look at; in any transaction.
     *
     * @param mutation unsettled or parked
     * @return rows as JSON objects by column; null if that cannot be told, as always by default
     */
    @Beta
    default @Nullable Comparison compare(Mutation mutation) {
        return null;
    }
}
