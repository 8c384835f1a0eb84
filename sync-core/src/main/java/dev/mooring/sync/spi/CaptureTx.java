package dev.mooring.sync.spi;

/**
 * What the database has captured by itself, in a transaction: writes that the app made past {@link OutboxTx#append}, and that wait to be
 * taken into the outbox. Optional: see {@link Storage#captures}.
 */
public interface CaptureTx {
    /**
     * Takes all that waits into the outbox, oldest first and in bounded memory. The writes of this very transaction are included. A
     * capture is forgotten in the transaction that takes it in, so each is taken in once, and a roll-back brings it back.
     *
     * <p>Behind it nothing waits. Cheap where nothing waits. May be called more than once in a transaction.
     *
     * @param intake makes a mutation of each capture, see there
     * @return how many mutations were appended, those included that can never be sent
     */
    default int takeIn(Intake intake) {
        return takeIn(intake, Integer.MAX_VALUE);
    }

    /**
     * As {@link #takeIn(Intake)}, but not much more than a number of captures. The others wait. So a bulk of them can be taken in by
     * several transactions, and locks nobody out for long.
     *
     * @param intake makes a mutation of each capture, see there
     * @param most about so many, at least one
     * @return how many mutations were appended
     */
    int takeIn(Intake intake, int most);

    /**
     * As {@link #takeIn(Intake, int)}, without taking anything: what is captured stays so, and the appending appends nothing and returns
     * 0. For a read transaction, where the app's writes are to be read though the database cannot be written to.
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
}
