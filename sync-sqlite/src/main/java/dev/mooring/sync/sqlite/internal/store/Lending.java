package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a pool can spare as many connections as are held at a time: found out when the storage is opened, rather than when the
 * app's next query waits for its turn until the pool gives up.
 *
 * @param needed how many are held at a time
 * @param patience how long a pool may take to lend one
 */
record Lending(int needed, Duration patience) {
    /** Borrows the next one; closed by the caller. */
    <DB> SqlConnection<DB> borrow(SqlDriver<DB> driver, int number) {
        CompletableFuture<SqlConnection<DB>> lent = new CompletableFuture<>();
        Thread borrowing = new Thread(
                () -> {
                    try {
                        SqlConnection<DB> connection = driver.connect(true);
                        if (!lent.complete(connection)) {
                            connection.close(); // Nobody waits any more.
                        }
                    } catch (RuntimeException | Error e) {
                        lent.completeExceptionally(e);
                    }
                },
                "mooring-connect");
        borrowing.setDaemon(true);
        borrowing.start();
        try {
            return lent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            borrowing.interrupt(); // It need not wait for a connection that nobody takes any more.
            throw tooFew(driver, number, "the next one did not come", e, lent);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw tooFew(driver, number, String.valueOf((cause == null ? e : cause).getMessage()), e, lent);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooFew(driver, number, "the thread was interrupted", e, lent);
        }
    }

    private <DB> StorageException tooFew(
            SqlDriver<DB> driver, int number, String why, Throwable cause, CompletableFuture<SqlConnection<DB>> lent) {
        StorageException few = new StorageException(
                Kind.IO,
                driver.name() + " has lent " + (number - 1) + " of the " + needed
                        + " connections that the storage holds at a time as long as it is open (" + why
                        + "); it was not opened: let the pool have " + needed + " more than the app uses itself",
                cause);
        if (!lent.completeExceptionally(few) && !lent.isCompletedExceptionally()) {
            SqlConnection<DB> late = lent.getNow(null);
            if (late != null) {
                late.close();
            }
        }
        return few;
    }
}
