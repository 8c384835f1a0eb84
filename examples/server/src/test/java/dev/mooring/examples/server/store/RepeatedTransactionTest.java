package dev.mooring.examples.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.examples.server.PostgresProcess;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A transaction that the database undoes because of another one is done again, as a whole. */
class RepeatedTransactionTest {
    private static final String ADD = "UPDATE server SET restored = restored + 1";

    /** The pool that reads has the isolation in which PostgreSQL undoes a transaction that would overwrite what it has not seen. */
    @Test
    void whatCouldNotBeSerializedIsDoneAgain() {
        int[] tries = {0};
        try (Database database = Database.postgres(PostgresProcess.shared().database(), "", "", 2, false)) {
            database.read(Transaction::history);
            int changed = database.read(tx -> {
                tries[0]++;
                tx.history();
                if (tries[0] <= 2) {
                    database.write(other -> other.update(ADD));
                }
                return tx.update(ADD);
            });
            assertEquals(1, changed);
            assertEquals(3, tries[0]);
            int right = database.read(tx -> tx.update("UPDATE server SET restored = 0 WHERE restored = 3"));
            assertEquals(1, right);
        }
    }

    @Test
    void itIsNotDoneForEver() {
        int[] tries = {0};
        try (Database database = Database.postgres(PostgresProcess.shared().database(), "", "", 2, false)) {
            assertThrows(
                    StoreException.class,
                    () -> database.write(tx -> {
                        tries[0]++;
                        throw new SQLException("restart transaction", "40001");
                    }));
            assertEquals(10, tries[0]);
        }
    }
}
