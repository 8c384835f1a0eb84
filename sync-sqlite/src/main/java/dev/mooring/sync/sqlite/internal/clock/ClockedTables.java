package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.apply.Extras;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.TableHandler;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import java.util.ArrayList;
import java.util.List;

/** The synced tables whose cells have clocks, through one connection that writes. Not thread-safe. */
public final class ClockedTables {
    private final Shapes shapes;
    private final TableHandler<?> handler;
    private final Extras extras;
    private final ClockTable clocks;
    private final Fields fields;
    private final Sites sites;
    private final Marks marks;
    private final ClockStamps stamps;
    private final ClockMerge merge;
    private final ClockWrites writes;
    private final ClockResend resend;

    /** In the transaction that runs, all that it needs to know is read anew. */
    public ClockedTables(SqlConnection<?> sql, Shapes shapes, TableHandler<?> handler, Images images, Extras extras) {
        this.shapes = shapes;
        this.handler = handler;
        this.extras = extras;
        clocks = new ClockTable(sql, false);
        fields = new Fields(sql, false);
        sites = new Sites(sql);
        marks = new Marks(sql);
        stamps = new ClockStamps(clocks, fields, extras, shapes.format());
        merge = new ClockMerge(clocks, fields, sites, shapes, images);
        writes = new ClockWrites(clocks, fields, stamps, shapes, images);
        resend = new ClockResend(sql, clocks, fields, stamps, shapes, images);
    }

    /** A transaction begins. */
    public void begin() {
        fields.begin();
        clocks.begin();
    }

    // ---- the journal

    /** A local transaction ends with that capture. */
    public void mark(long last) {
        marks.put(last);
    }

    /** The last capture of the transaction that a capture behind that number is of, or the end if there is none before it. */
    public long boundary(long seq, long end) {
        long mark = marks.next(seq);
        return mark == 0 ? end : Math.min(mark, end);
    }

    /** What is stamped next was written by another transaction. */
    public void next() {
        stamps.next();
    }

    /** These captures are stamped next, and then {@linkplain #done no more}. */
    public void next(List<Capture> captures) {
        extras.begin();
        stamps.hold(shapes, captures);
    }

    /** Writes the clocks of what was stamped. */
    public void done() {
        clocks.release();
    }

    /** Gives a capture its clocks; returns its mutations. */
    public List<Draft> stamped(Shape shape, Capture capture) {
        return stamps.drafts(shape, capture);
    }

    /** Captures up to there have been taken in. */
    public void taken(long last) {
        marks.forget(last);
    }

    // ---- the role

    /** The id of a file, 16 bytes. It is made in a transaction that writes, when it is asked for first. */
    public static byte[] site(SqlConnection<?> sql) {
        return new Sites(sql).own();
    }

    /** The largest version of the database that was seen or given. */
    public static long version(SqlConnection<?> sql) {
        return new ClockTable(sql, false).head().version();
    }

    /** The damage in the clocks of a file, no more than so many. */
    public static List<String> faults(SqlConnection<?> sql, int most) {
        return ClockTable.faults(sql, most);
    }

    /** Merges cells into rows and clocks, in their order; returns how many changed anything. */
    public int merge(List<Change> cells, Losses losses) {
        int[] applied = {0};
        handler.work(rows -> applied[0] = merge.merge(rows, cells, losses));
        return applied[0];
    }

    /**
     * Merges cells that could not be read when they came, behind a place and no more than so many; returns the place of the last one, or the
     * same place if there is none.
     */
    public long again(long after, int most) {
        long[] last = {after};
        handler.work(rows -> last[0] = merge.again(rows, after, most));
        return last[0];
    }

    /** Takes a mutation out of the rows, as if it had never been written. */
    public void takeBack(Mutation mutation) {
        handler.work(rows -> writes.takeBack(rows, mutation));
    }

    /** What a mutation makes of the row below it, as text. */
    public String on(Mutation mutation, String below) {
        return writes.on(mutation, below);
    }

    /** Writes mutations into the rows, with new clocks; returns them as they are now, in their order. */
    public List<Draft> written(List<Mutation> again) {
        List<Draft> drafts = new ArrayList<>(again.size());
        extras.begin();
        handler.work(rows -> drafts.addAll(writes.written(rows, again)));
        return drafts;
    }

    /** Takes another id; what was own so far counts as another site's. */
    public void newSite() {
        sites.begin();
    }

    /** Forgets the clocks of all rows. */
    public void forget() {
        clocks.clear();
    }

    /** Nothing is known to be with the server from here on. */
    public void doubt() {
        clocks.doubt();
        resend.begin();
    }

    /** Mutations of what the server is not known to have, at most about so many; none if nothing is left. */
    public List<Draft> doubted(int most) {
        List<Draft> drafts = new ArrayList<>();
        extras.begin();
        handler.work(rows -> drafts.addAll(resend.next(rows, most)));
        return drafts;
    }
}
