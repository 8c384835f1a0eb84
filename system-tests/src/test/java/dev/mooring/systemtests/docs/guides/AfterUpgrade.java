package dev.mooring.systemtests.docs.guides;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.RebuildPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Fetches once what earlier versions of the app have skipped, because they did not know its table. */
final class AfterUpgrade {
    private AfterUpgrade() {}

    /**
     * After every start, on a thread of the app's own. It costs one look at a table, but for the first start of a version that brings tables.
     *
     * @param version the last one that has brought a table
     */
    static void fetchWhatWasSkipped(SyncClient<Connection> client, int version) {
        if (client.writeReturning((db, outbox) -> fetched(db)) >= version) {
            return;
        }
        boolean complete = client.recovery()
                .rebuild(RebuildPlan.withoutExport()) // Pending work is kept, and on top of what comes.
                .join()
                .complete();
        if (complete) { // If not, as offline, the next sync goes on with it, and the next start looks again.
            client.write((db, outbox) -> run(db, "UPDATE app SET fetched = " + version));
        }
    }

    private static int fetched(Connection db) throws SQLException {
        run(db, "CREATE TABLE IF NOT EXISTS app (fetched INTEGER)");
        run(db, "INSERT INTO app SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM app)");
        try (Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery("SELECT fetched FROM app")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void run(Connection db, String statement) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute(statement);
        }
    }
}
