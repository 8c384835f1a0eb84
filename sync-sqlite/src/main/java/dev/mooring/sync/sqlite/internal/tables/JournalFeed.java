package dev.mooring.sync.sqlite.internal.tables;

import dev.mooring.sync.Registration;
import dev.mooring.sync.sqlite.internal.capture.Adoption;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.capture.Journal;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import org.jspecify.annotations.Nullable;

/** Looks into the file through a connection of its own, which only reads. */
final class JournalFeed<DB> implements Watch.Feed {
    private static final int SLICE = 256;
    private static final long SLICE_BYTES = 1 << 20;

    private final SqlConnection<DB> sql;
    private final SqlDriver<DB> driver;
    private final Shapes shapes;
    private final Journal journal;
    private final SqlStatement version;
    private final SqlStatement counters;

    JournalFeed(SqlConnection<DB> sql, SqlDriver<DB> driver, Tables tables, Shapes shapes) {
        this.sql = sql;
        this.driver = driver;
        this.shapes = shapes;
        journal = new Journal(sql, tables, new Adoption(sql));
        version = sql.statement("PRAGMA data_version");
        counters = sql.statement("SELECT applied FROM mooring_scope");
    }

    @Override
    public long version() {
        return version.onlyNumber();
    }

    @Override
    public Watch.Seen look(long after) {
        sql.begin(new Turn(driver.name(), false));
        try {
            long applied = counters.onlyNumber();
            long last = journal.last();
            RowKeys rows = new RowKeys();
            long at = after;
            while (at < last) {
                Journal.Slice slice = journal.after(at, SLICE, SLICE_BYTES);
                slice.captures().forEach(capture -> add(rows, capture));
                at = slice.last();
            }
            Watch.Seen seen = new Watch.Seen(last, journal.taken(), applied, rows);
            sql.commit();
            return seen;
        } catch (RuntimeException e) {
            sql.rollback();
            throw e;
        }
    }

    @Override
    public @Nullable Registration onNextWrite(Runnable written) {
        SqlStatement files = sql.statement("PRAGMA database_list");
        String main = files.next() ? files.text(3) : "";
        files.reset();
        return main.isEmpty() ? null : driver.onNextWrite(main, written);
    }

    private void add(RowKeys rows, Capture capture) {
        Shape shape = shapes.named(capture.form().table());
        if (shape != null) {
            add(rows, shape, capture.form(), capture.row());
            add(rows, shape, capture.form(), capture.before());
        }
    }

    private void add(RowKeys rows, Shape shape, Form form, @Nullable Object @Nullable [] values) {
        if (values != null) {
            int[] key = Format.keyIn(form);
            rows.add(shape.name(), shapes.format().key(shape, Format.pick(values, key)));
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
