package dev.mooring.sync.sqlite.internal.tables;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.internal.apply.Extras;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.KeySink;
import dev.mooring.sync.sqlite.internal.apply.TableHandler;
import dev.mooring.sync.sqlite.internal.capture.Adoption;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.capture.Journal;
import dev.mooring.sync.sqlite.internal.clock.CellFormat;
import dev.mooring.sync.sqlite.internal.clock.ClockedTables;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The synced tables through one connection that writes: takes captures into the outbox, and keeps in mind for observers what a
 * transaction did.
 *
 * @param <DB> the handle that the app gets
 */
public final class TableSession<DB> {
    /** How much of the journal is held in memory at a time. */
    static final int SLICE = 256;

    static final long SLICE_BYTES = 1 << 20;

    private final SqlConnection<DB> sql;
    private final Images images;
    private final Shapes shapes;
    private final TableHandler<DB> handler;
    private final Watch watch;
    private final Consumer<@Nullable TableSession<DB>> entering;
    private final Adoption adoption;
    private final Journal journal;
    private final Extras extras;
    private final @Nullable ClockedTables clocked;
    private final Notes notes = new Notes();
    private long number;

    /** The last capture that was there when the transaction began; where cells have clocks alone. */
    private long found;

    /** Whether the rows of this transaction are noted, as somebody wanted to know when it began. */
    private boolean told;

    TableSession(
            SqlConnection<DB> sql,
            Images images,
            Tables tables,
            Shapes shapes,
            TableHandler<DB> handler,
            Watch watch,
            Consumer<@Nullable TableSession<DB>> entering) {
        this.sql = sql;
        this.images = images;
        this.shapes = shapes;
        this.handler = handler;
        this.watch = watch;
        this.entering = entering;
        adoption = new Adoption(sql);
        journal = new Journal(sql, tables, adoption);
        extras = new Extras(sql);
        clocked =
                shapes.format() instanceof CellFormat ? new ClockedTables(sql, shapes, handler, images, extras) : null;
    }

    /** Puts a mutation behind all others in the outbox. */
    @FunctionalInterface
    public interface Outbox {
        /** Returns its place; the row below it is in the exact encoding. */
        long append(Mutation mutation, int size, String before);
    }

    /** A transaction begins. */
    public void begin() {
        number++;
        notes.clear();
        told = watch.isListening();
        adoption.begin();
        entering.accept(this);
        if (clocked != null) {
            clocked.begin();
            found = journal.last();
        }
    }

    /** The transaction ends well; observers are told as far as there are any. */
    public void commit(Runnable commit) {
        if (clocked != null) {
            mark(clocked);
        }
        entering.accept(null);
        if (notes.isEmpty() || !watch.isListening()) {
            commit.run();
            watch.committed();
        } else {
            watch.commit(notes, told, commit);
        }
        adoption.committed();
    }

    /** What this transaction captured, and did not take in, is of one version. */
    private void mark(ClockedTables tables) {
        long last = journal.last();
        long taken = last > found ? journal.taken() : last;
        if (last > taken) {
            tables.mark(last);
            if (found > taken) {
                tables.mark(found);
            }
        }
    }

    /**
     * Takes captures in, oldest first, no more than so many; returns how many mutations they made. While rows are set aside all
     * are taken in, as one of them may be of a row that waits for another one.
     */
    public int takeIn(Intake intake, Outbox outbox, int most) {
        long taken = journal.taken();
        long last = journal.last();
        if (taken == last) {
            return 0;
        }
        boolean beside = handler.isAnythingAside();
        long end = beside || last - taken <= most ? last : taken + most;
        Set<List<String>> written = new LinkedHashSet<>();
        int made = 0;
        long noted = taken;
        if (clocked != null) {
            clocked.next(); // What was stamped last may have been rolled back.
        }
        while (taken < end) {
            long until = clocked == null ? end : boundary(clocked, taken, end);
            Journal.Slice slice = journal.after(taken, (int) Math.min(SLICE, until - taken), SLICE_BYTES);
            made += take(slice.captures(), intake, outbox, beside ? written : null);
            notes.taken(taken + 1, slice.last());
            taken = slice.last();
            if (clocked != null && taken == until) {
                clocked.next();
            }
            if (clocked == null || taken == end || taken - noted >= SLICE) {
                journal.taken(taken);
                noted = taken;
            }
        }
        if (clocked != null) {
            clocked.taken(taken);
        }
        if (beside) {
            handler.wake(written);
        }
        if (taken == last) {
            handler.taken();
        }
        return made;
    }

    /** Where the transaction ends that the next capture is of: nothing is folded with what another one wrote. */
    private long boundary(ClockedTables tables, long taken, long end) {
        long mark = tables.boundary(taken, end);
        return found > taken && found < mark ? found : mark;
    }

    private int take(List<Capture> captures, Intake intake, Outbox outbox, @Nullable Set<List<String>> written) {
        List<Draft> drafts = new ArrayList<>(captures.size());
        List<Instant> times = new ArrayList<>(captures.size());
        if (clocked == null) {
            extras.begin();
        } else {
            clocked.next(captures);
        }
        Format.Fields fields = extras.of(intake);
        for (Capture capture : captures) {
            for (Draft draft : drafts(fields, capture)) {
                drafts.add(draft);
                times.add(Instant.ofEpochMilli(capture.at()));
            }
        }
        if (clocked != null) {
            clocked.done();
        }
        int next = 0;
        for (Draft draft : written == null ? drafts : handler.captured(drafts)) {
            Mutation mutation = draft.mutation();
            intake.take(mutation, times.get(next++), (recorded, size) -> outbox.append(recorded, size, draft.before()));
            if (told) {
                notes.row(draft.table(), mutation.key());
            }
            if (written != null) {
                written.add(Arrays.asList(mutation.collection(), mutation.key()));
            }
        }
        return next;
    }

    private List<Draft> drafts(Format.Fields fields, Capture capture) {
        if (clocked == null) {
            return drafts(shapes, fields, capture);
        }
        Shape shape = Objects.requireNonNull(shapes.named(capture.form().table()));
        return clocked.stamped(shape, capture);
    }

    static List<Draft> drafts(Shapes shapes, Format.Fields fields, Capture capture) {
        Shape shape =
                Objects.requireNonNull(shapes.named(capture.form().table()), "a capture of a table that is not synced");
        List<Draft> drafts = shapes.format().drafts(shape, capture, fields);
        if (!capture.adopted()) {
            return drafts;
        }
        String row = Image.of(capture.form().columns(), capture.row());
        List<Draft> kept = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            kept.add(new Draft(draft.table(), draft.mutation(), row));
        }
        return kept;
    }

    /** What a mutation makes of the row below it, both in the exact encoding. */
    public String on(Mutation mutation, String image) {
        return clocked == null ? handler.on(mutation, image) : clocked.on(mutation, image);
    }

    boolean isAdoptable(Table table) {
        return adoption.isPossible(table);
    }

    int adopt(Table table, int rows) {
        return adoption.step(table, rows);
    }

    /** Where cells have clocks; null in other formats. */
    public @Nullable ClockedTables clocked() {
        return clocked;
    }

    SqlConnection<DB> sql() {
        return sql;
    }

    long number() {
        return number;
    }

    Images images() {
        return images;
    }

    KeySink sink() {
        boolean adoptable = adoption.isPossible();
        return (table, key) -> {
            notes.applied();
            if (told) {
                notes.row(table, key);
            }
            if (adoptable) {
                known(table, key);
            }
        };
    }

    private void known(String name, String key) {
        Shape shape = Objects.requireNonNull(shapes.named(name), name);
        if (adoption.isPossible(shape.table)) {
            adoption.known(shape.table, shapes.format().keyValues(shape, key));
        }
    }

    /** Whether something that the server has did not go into the tables. */
    boolean isAnythingBeside() {
        SqlStatement any = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_aside)"
                + " OR EXISTS (SELECT 1 FROM mooring_extra) OR EXISTS (SELECT 1 FROM mooring_unread)");
        any.next();
        boolean some = any.number(1) != 0;
        any.reset();
        return some;
    }
}
