package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.Rows;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.clock.ClockTable.Entry;
import dev.mooring.sync.sqlite.internal.clock.ClockTable.Head;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cells that the server is not known to have. It goes through all clocks once, and goes on where it stopped; a process that
 * has ended begins at the start, where nothing is in doubt any more.
 */
final class ClockResend {
    private static final int SLICE = 256;

    private final ClockTable clocks;
    private final Fields fields;
    private final ClockStamps stamps;
    private final Shapes shapes;
    private final Images images;
    private final SqlStatement parked;
    private int table;
    private String key = "";

    ClockResend(
            SqlConnection<?> sql, ClockTable clocks, Fields fields, ClockStamps stamps, Shapes shapes, Images images) {
        this.clocks = clocks;
        this.fields = fields;
        this.stamps = stamps;
        this.shapes = shapes;
        this.images = images;
        parked = sql.statement("SELECT payload FROM mooring_parked WHERE collection = ? AND key = ?");
    }

    /** All may be in doubt. */
    void begin() {
        table = 0;
        key = "";
    }

    /** Mutations of some rows; none if there are no more. */
    List<Draft> next(Rows rows, int most) {
        Head head = clocks.head();
        stamps.next();
        List<Draft> drafts = new ArrayList<>();
        List<Entry> entries = clocks.after(table, key, SLICE);
        while (!entries.isEmpty() && drafts.size() < most) {
            for (Entry entry : entries) {
                if (drafts.size() >= most) {
                    break;
                }
                table = entry.table();
                key = entry.key();
                Draft draft = draft(rows, entry, head);
                if (draft != null) {
                    drafts.add(draft);
                }
            }
            entries = drafts.size() < most ? clocks.after(table, key, SLICE) : entries;
        }
        if (drafts.isEmpty()) {
            begin();
        }
        return drafts;
    }

    private @Nullable Draft draft(Rows rows, Entry entry, Head head) {
        RowClock clock = entry.clock();
        List<Integer> doubted = new ArrayList<>();
        for (int column : clock.columns()) {
            if (isDoubtful(clock.writer(column), head)) {
                doubted.add(column);
            }
        }
        boolean sentinel = isDoubtful(clock.sentinel(), head);
        Shape shape = shapes.named(fields.tableName(entry.table()));
        if (shape == null || (doubted.isEmpty() && !sentinel)) {
            return null;
        }
        List<Written> waiting = waiting(shape, entry.key());
        sentinel &= !PendingCells.holds(waiting, Cell.SENTINEL, clock.cl(), clock.cl());
        doubted.removeIf(column -> PendingCells.holds(waiting, fields.name(column), clock.cl(), clock.version(column)));
        return doubted.isEmpty() && !sentinel ? null : stamps.resent(rows, shape, entry, sentinel, doubted);
    }

    private static boolean isDoubtful(@Nullable Writer by, Head head) {
        return by != null && by.seen() < head.doubt();
    }

    /** What is unsettled or parked of a row. */
    private List<Written> waiting(Shape shape, String row) {
        List<Written> waiting = new ArrayList<>();
        images.pending(shape.collection, row).forEach(mutation -> {
            Written written = PendingCells.written(mutation);
            if (written != null) {
                waiting.add(written);
            }
        });
        parked.set(1, shape.collection).set(2, row);
        while (parked.next()) {
            try {
                waiting.add(CellText.written(parked.text(1)));
            } catch (UnreadableText e) {
                // The app recorded it by hand.
            }
        }
        return waiting;
    }
}
