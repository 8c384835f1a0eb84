package dev.mooring.sync.sqlite.internal.tables;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.spi.storage.ComparingHandler;
import dev.mooring.sync.spi.storage.FoldingHandler;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.internal.apply.Beside;
import dev.mooring.sync.sqlite.internal.apply.Extras;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.KeySink;
import dev.mooring.sync.sqlite.internal.apply.Reopening;
import dev.mooring.sync.sqlite.internal.apply.Running;
import dev.mooring.sync.sqlite.internal.apply.TableHandler;
import dev.mooring.sync.sqlite.internal.apply.Unknown;
import dev.mooring.sync.sqlite.internal.capture.Adoption;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.capture.Forms;
import dev.mooring.sync.sqlite.internal.capture.Journal;
import dev.mooring.sync.sqlite.internal.clock.CellFormat;
import dev.mooring.sync.sqlite.internal.clock.ClockSchema;
import dev.mooring.sync.sqlite.internal.clock.ClockedTables;
import dev.mooring.sync.sqlite.internal.clock.StampedLook;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.SqliteVersion;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The synced tables of one storage: opens them, follows the app where it alters them, gives each writing connection its part, and is the
 * handler of their changes.
 *
 * <p>The file is long, as the handler is asked for before the tables are known, and hands each of its calls on.
 *
 * @param <DB> the handle that the app gets
 */
public final class TableSync<DB> {
    /** That of the lowest Android; the oldest that the tests run on. */
    private static final int LEAST_MINOR = 18;

    /** Rows in one step of a retrial. */
    private static final int AGAIN = 200;

    private final SqlDriver<DB> driver;
    private final List<TableSpec> specs;
    private final Format format;
    private final Watch watch;
    private final Unknown unknown = new Unknown();
    private volatile @Nullable Opened<DB> opened;
    private long version;
    private @Nullable TableSession<DB> current;

    /** Not opened. */
    public TableSync(SqlDriver<DB> driver, List<TableSpec> specs, Format format, Duration poll) {
        this.driver = driver;
        this.specs = specs;
        this.format = format;
        List<String> names = new ArrayList<>();
        specs.forEach(spec -> names.add(spec.name()));
        watch = new Watch(this::feed, names, poll);
    }

    /** What is known once the database has been looked at. */
    private record Opened<DB>(Tables tables, Shapes shapes, TableHandler<DB> handler) {}

    /** In the transaction of the opening: refuses what cannot be captured, and puts the triggers in place. */
    public void open(SqlConnection<DB> sql) {
        requireVersion(sql);
        List<TableSpec> keyed = hasClocks() ? ClockSchema.keyed(sql, specs, driver.name()) : specs;
        Tables tables = Forms.open(sql, keyed, driver.name());
        Shapes shapes = new Shapes(tables, format);
        if (hasClocks()) {
            ClockSchema.open(sql, tables, driver.name());
        }
        opened = new Opened<>(tables, shapes, new TableHandler<>(shapes, new Current(), unknown, null));
        version = schemaVersion(sql);
    }

    private static long schemaVersion(SqlConnection<?> sql) {
        return sql.statement("PRAGMA schema_version").onlyNumber();
    }

    /** Whether the schema of the database is another one than it was looked at; in a transaction that writes. */
    public boolean isOutdated(SqlConnection<DB> sql) {
        return schemaVersion(sql) != version;
    }

    /**
     * Looks at the tables again, and ends the transaction: what was added counts from now on. The parts of connections are to be made anew.
     * If the tables cannot be followed, all stays as it was; then the next opening says why.
     */
    public void follow(SqlConnection<DB> sql) {
        long found = schemaVersion(sql);
        Opened<DB> known = opened();
        try {
            List<TableSpec> keyed = hasClocks() ? ClockSchema.keyed(sql, specs, driver.name()) : specs;
            Tables tables = Forms.follow(sql, keyed, driver.name(), known.tables);
            if (hasClocks()) {
                ClockSchema.follow(sql, tables, driver.name());
            }
            long fitted = schemaVersion(sql);
            sql.commit();
            Shapes shapes = new Shapes(tables, format);
            opened = new Opened<>(tables, shapes, new TableHandler<>(shapes, new Current(), unknown, null));
            version = fitted;
        } catch (IllegalStateException tooMuch) {
            sql.rollback();
            version = found;
        }
    }

    /** Whether the cells of the tables have clocks. */
    public boolean hasClocks() {
        return format instanceof CellFormat;
    }

    private void requireVersion(SqlConnection<DB> sql) {
        SqliteVersion found = SqliteVersion.of(sql);
        if (found.minor() < LEAST_MINOR) {
            throw new IllegalStateException("synced tables need SQLite 3." + LEAST_MINOR + " or later, and "
                    + driver.name() + " is opened with " + found.text() + "; nothing was changed");
        }
    }

    /** For a storage without synced tables: says so if the file has captured some. */
    public static void leave(SqlConnection<?> sql, String database) {
        Forms.leave(sql, database);
    }

    /** The part of a connection that writes. */
    public TableSession<DB> session(SqlConnection<DB> sql, Images images) {
        Opened<DB> known = opened();
        return new TableSession<>(sql, images, known.tables, known.shapes, known.handler, watch, this::enter);
    }

    /** How many captures wait to be taken in, as SQL. */
    public static final String WAITING = Journal.WAITING;

    /** Captures that wait to be taken in, without reading them; on any connection. */
    public static long waiting(SqlConnection<?> sql) {
        return Journal.waiting(sql);
    }

    /** Shows captures that wait to be taken in, oldest first, and takes none; on any connection. */
    public void peek(SqlConnection<?> sql, Intake intake, int most) {
        Opened<DB> known = opened();
        Journal journal = new Journal(sql, known.tables, new Adoption(sql));
        Extras extras = new Extras(sql);
        extras.begin();
        long taken = journal.taken();
        long last = journal.last();
        long shown = 0;
        StampedLook look = hasClocks() ? new StampedLook(sql, format) : null;
        while (taken < last && shown < most) {
            int slice = look == null ? TableSession.SLICE : look.most(taken, TableSession.SLICE);
            Journal.Slice next = journal.after(taken, slice, TableSession.SLICE_BYTES);
            for (Capture capture : next.captures()) {
                for (Draft draft : drafts(known, look, extras.of(intake), capture)) {
                    intake.take(draft.mutation(), Instant.ofEpochMilli(capture.at()), (mutation, size) -> 0);
                    shown++;
                }
            }
            taken = next.last();
            if (look != null) {
                look.looked(taken);
            }
        }
    }

    /** A mutation of a synced table beside the confirmed row; null for any other, and where cells have clocks. On any connection. */
    public @Nullable Comparison compare(SqlConnection<?> sql, Images images, Mutation mutation) {
        Opened<DB> known = opened();
        return hasClocks()
                ? null
                : new Beside(sql, images, known.shapes).compare(mutation, image -> known.handler.on(mutation, image));
    }

    private static List<Draft> drafts(
            Opened<?> known, @Nullable StampedLook look, Format.Fields fields, Capture capture) {
        Shape shape = known.shapes.named(capture.form().table());
        return look == null || shape == null
                ? TableSession.drafts(known.shapes, fields, capture)
                : look.drafts(shape, capture);
    }

    private Opened<DB> opened() {
        Opened<DB> known = opened;
        if (known == null) {
            throw new IllegalStateException("the storage in " + driver.name() + " is not open");
        }
        return known;
    }

    /** There is one writing transaction at a time, so one of them is the current one. */
    private void enter(@Nullable TableSession<DB> session) {
        current = session;
    }

    private TableSession<DB> current() {
        TableSession<DB> session = current;
        if (session == null) {
            throw new IllegalStateException("no write transaction is running in " + driver.name());
        }
        return session;
    }

    /** Notices changed rows. */
    public Watch watch() {
        return watch;
    }

    private Watch.Feed feed() {
        SqlConnection<DB> sql = driver.connect(true);
        try {
            sql.configure();
            return new JournalFeed<>(sql, driver, opened().tables, opened().shapes);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /** What did not go into the tables before, to be tried again after an opening. */
    public Again again() {
        return new Again(opened().handler.reopening());
    }

    /** A retrial under way. */
    public final class Again {
        private final Reopening<DB> reopening;
        private long cell;

        private Again(Reopening<DB> reopening) {
            this.reopening = reopening;
        }

        /** Does a part of it, inside a write transaction; returns whether there is more. */
        public boolean step() {
            TableSession<DB> session = current();
            return session.isAnythingBeside() && (cells(session.clocked()) || reopening.step(AGAIN));
        }

        private boolean cells(@Nullable ClockedTables clocked) {
            long before = cell;
            cell = clocked == null ? before : clocked.again(before, AGAIN);
            return cell > before;
        }
    }

    /** Changes of collections that nobody here knows, by name; from any thread. */
    public Map<String, Long> unknownCollections() {
        return unknown.counts();
    }

    /** The present rows, inside a write transaction. */
    public Snapshot snapshot() {
        return opened().handler.snapshot();
    }

    /** Brings some of the rows of a table under sync that were there before; returns how many. */
    public int adopt(String table, int rows) {
        return current().adopt(named(table), rows);
    }

    /** Whether there are more of them, inside a write transaction. */
    public boolean isAdoptable(String table) {
        return current().isAdoptable(named(table));
    }

    private Table named(String name) {
        for (Table table : opened().tables.parentsFirst()) {
            if (Names.folded(table.name()).equals(Names.folded(name))) {
                return table;
            }
        }
        throw new IllegalArgumentException(name + " is not among the synced tables of " + driver.name());
    }

    /** Handles the changes of the tables, and gives others' to the app's own handler. */
    public Handler handler(@Nullable ChangeHandler<DB> others) {
        return new Handler(others);
    }

    /** Exists before the storage is open. */
    public final class Handler implements FoldingHandler<DB>, ComparingHandler<DB>, ChangeHandler.Restating<DB> {
        private final @Nullable ChangeHandler<DB> others;
        private @Nullable TableHandler<DB> handler;
        private @Nullable Shapes shapes;

        private Handler(@Nullable ChangeHandler<DB> others) {
            this.others = others;
        }

        private TableHandler<DB> open() {
            TableHandler<DB> known = handler;
            Shapes now = opened().shapes;
            if (known == null || shapes != now) {
                known = new TableHandler<>(now, new Current(), unknown, others);
                handler = known;
                shapes = now;
            }
            return known;
        }

        @Override
        public void apply(DB db, List<Change> changes) throws Exception {
            open().apply(db, changes);
        }

        @Override
        public void reset(DB db, Snapshot snapshot) throws Exception {
            open().reset(db, snapshot);
        }

        @Override
        public boolean compares() {
            return open().compares();
        }

        @Override
        public boolean shows(DB db, Change change) {
            return open().shows(db, change);
        }

        @Override
        public List<Change> rows(DB db, @Nullable Change after, int limit) {
            return open().rows(db, after, limit);
        }

        @Override
        public boolean standAlone(DB db, List<Change> keys) {
            return open().standAlone(db, keys);
        }

        @Override
        public void reset(DB db, List<Change> keys) {
            open().reset(db, keys);
        }

        @Override
        public void restate(DB db, Consumer<Mutation> to) throws Exception {
            open().restate(db, to);
        }

        @Override
        public long inCommon(DB db, Snapshot snapshot) throws Exception {
            return open().inCommon(db, snapshot);
        }

        @Override
        public void undo(DB db, List<Mutation> mutations) throws Exception {
            open().undo(db, mutations);
        }

        @Override
        public void redo(DB db, List<Mutation> mutations) throws Exception {
            open().redo(db, mutations);
        }

        @Override
        public boolean folds(String collection) {
            return open().folds(collection);
        }

        @Override
        public Object fold(@Nullable Object soFar, List<Mutation> next) {
            return open().fold(soFar, next);
        }

        @Override
        public Object join(Object first, Object second) {
            return open().join(first, second);
        }

        @Override
        public void redo(DB db, Object folded) {
            open().redo(db, folded);
        }
    }

    /** The transaction under way. */
    private final class Current implements Running<DB> {
        @Override
        public SqlConnection<DB> sql() {
            return current().sql();
        }

        @Override
        public long number() {
            return current().number();
        }

        @Override
        public Images images() {
            return current().images();
        }

        @Override
        public KeySink sink() {
            return current().sink();
        }
    }
}
