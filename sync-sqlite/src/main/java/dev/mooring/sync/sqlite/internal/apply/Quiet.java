package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import org.jspecify.annotations.Nullable;

/**
 * Work on the app's tables that is not captured. A row in {@code mooring_applying}, which the transaction alone sees, keeps the
 * triggers quiet; if the work fails, the transaction is rolled back, and the row with it. The first row that a transaction
 * changes is counted in {@code mooring_scope}, for observers in other processes.
 *
 * @param <DB> the handle that the app gets
 */
final class Quiet<DB> {
    private final Shapes shapes;
    private final Running<DB> running;
    private @Nullable Applier applier;
    private @Nullable SqlConnection<DB> connection;
    private long counted = Long.MIN_VALUE;

    Quiet(Shapes shapes, Running<DB> running) {
        this.shapes = shapes;
        this.running = running;
    }

    /** What is done in the quiet. */
    @FunctionalInterface
    interface Work {
        void with(Applier applier, KeySink sink);
    }

    /** That of the connection of the running transaction; it knows the app's schema as it was when it was first asked for. */
    Applier applier() {
        SqlConnection<DB> sql = running.sql();
        Applier known = applier;
        if (known == null || !sql.equals(connection)) {
            known = new Applier(sql, shapes);
            applier = known;
            connection = sql;
        }
        return known;
    }

    void run(Work work) {
        Applier current = applier();
        SqlConnection<DB> sql = running.sql();
        KeySink sink = running.sink();
        sql.statement("INSERT INTO mooring_applying (id) VALUES (1)").run();
        current.begin();
        work.with(current, (table, key) -> {
            count(sql);
            sink.changed(table, key);
        });
        sql.statement("DELETE FROM mooring_applying").run();
    }

    private void count(SqlConnection<DB> sql) {
        if (counted != running.number()) {
            counted = running.number();
            sql.statement("UPDATE mooring_scope SET applied = applied + 1").run();
        }
    }
}
