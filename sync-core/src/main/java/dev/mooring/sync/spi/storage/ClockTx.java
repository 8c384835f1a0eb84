package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.status.SyncEvent.LostCell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The cells of the captured tables in a transaction, each with its clock. Optional; for servers that keep {@linkplain
 * dev.mooring.sync.spi.Capabilities.Order#CLOCKS cells with clocks}.
 *
 * <p>Each database is a <b>site</b> with an id of its own, and gives each local transaction a <b>version</b> larger than every one that it has
 * seen. A row has a <b>causal length</b>: 1 for a new one, 2 when it is deleted, 3 when it is there again. A cell has a <b>column version</b>,
 * one more for each edit. Cells are merged one by one:
 *
 * <ul>
 *   <li>the larger causal length of the row wins; with a larger even one the row is gone, with a larger odd one it begins anew, and the other
 *       cells of its last life count no more;
 *   <li>then the larger column version; then the larger value: INTEGER over REAL over TEXT over BLOB over NULL, within one of these numbers by
 *       size and bytes one by one; an equal value changes nothing.
 * </ul>
 *
 * <p><b>The rows are what the server's cells and the cells of all unsettled and {@linkplain ParkedTx#refuse refused} mutations make together</b>
 * by this rule, in whatever order they came. {@link CaptureTx#takeIn} gives the captures their clocks: one version for each local transaction,
 * numbered from 0 inside it.
 *
 * <p>The text forms, which the storage shares with the dialect. A value is exact: {@code null}; a string, or <code>{"t":base64}</code> for a
 * text that is no well-formed one without NUL; a whole number within ±2<sup>53</sup> for an INTEGER, else <code>{"i":"decimal"}</code>; a number with a fraction for a
 * REAL, else <code>{"r":"1.0"}</code>; <code>{"b":base64}</code> for a BLOB. There are no spaces.
 *
 * <ul>
 *   <li>A <b>key</b> is the JSON array of the values of the primary key: <code>[7]</code>, <code>["a",1]</code>.
 *   <li>A <b>cell of the server</b> is a {@link Change} of its table and key, without a position. Its kind is {@code cell}, or {@code delete} where the
 *       row is gone, which is a tombstone. Its payload is {@code {"c":"title","v":"milk","cv":3,"dv":12,"cl":1,"q":0}}: column, value, column version,
 *       version, causal length, number in the version. Its origin is the sender's site id in 32 lower-case hexadecimal digits. A
 *       <b>sentinel</b> says that the row itself is there or gone: its column is {@code -1} and its value {@code null}.
 *   <li>A <b>mutation</b> is one captured write of one row: kind {@code insert}, {@code update} or {@code delete}, payload {@code
 *       {"cl":1,"dv":12,"cells":[["title","milk",3,0],["done",0,1,1]]}}: each cell with its column version and number. A deletion has the one cell
 *       {@code ["-1",null,2,0]} (column version = causal length). A row that is there again, or has nothing but its key, begins with such a cell.
 * </ul>
 *
 * <p>Mutations of one site go out in the order of the outbox. One that has waited may have a smaller version than what the server has of this
 * site by then. A dialect whose server keeps only the last version sends it under that one.
 */
@Beta
public interface ClockTx {
    /** How many {@link Merged#lost} are told at most. */
    int MOST_LOST = 256;

    /** The column of a sentinel. */
    String SENTINEL = "-1";

    /**
     * The id of this database, made when it is first opened.
     *
     * @return 16 bytes, a copy
     */
    byte[] site();

    /**
     * The largest version that was seen or given.
     *
     * @return 0 at first
     */
    long version();

    /**
     * Merges cells of the server into the rows. A cell that is known already, own or not, changes nothing.
     *
     * @param cells in the server's order, of a bounded number; one row's may be in several calls
     * @return what became of them
     * @throws IllegalArgumentException if a payload is not such a cell
     */
    Merged merge(List<Change> cells);

    /**
     * Takes a mutation out of the rows, as if it had never been written: what it has written goes back to what everything else makes of it.
     * Called before the mutation is parked, dropped or forgotten. Does nothing where others have written over it since.
     *
     * @param mutation unsettled or refused
     */
    void takeBack(Mutation mutation);

    /**
     * Writes mutations into the rows that are not in them and not in the outbox: on top of what there is, and with new clocks. A deletion of
     * a row that is not there deletes nothing, but is appended. All get one new version.
     *
     * @param again what they say; their own clocks do not count
     * @param intake is given a draft of each one with its new clocks, in this order, as by {@link CaptureTx#takeIn}
     */
    void written(List<Mutation> again, Intake intake);

    /**
     * Takes another id, as the server cannot go on with the old one. What was own so far counts as another site's. The version goes on.
     * Unsettled mutations stay as they are.
     */
    void newSite();

    /** Forgets all cells: the rows are empty now, or about to be written anew. Site and version stay. */
    void forget();

    /**
     * From now on no cell counts as known to the server that it has not shown. What {@link #merge} brings is known again, also where it changes
     * nothing.
     */
    void doubt();

    /**
     * Appends mutations of the cells that are in {@linkplain #doubt doubt}, and in no unsettled or parked mutation: as they stand in the rows,
     * with a new version. They are in doubt no more.
     *
     * @param most about so many mutations, at least one
     * @param intake is given a draft of each
     * @return how many were appended; 0 if nothing is left
     */
    int resend(int most, Intake intake);

    /**
     * What a merge did.
     *
     * @param applied how many cells changed a row or won over one of the same value
     * @param kept how many changed nothing
     * @param lost own cells that were overwritten by such as did not know of them: they were pending or refused, or had the same column version;
     *     at most {@link #MOST_LOST}
     * @param lostCount how many there were
     */
    record Merged(int applied, int kept, List<LostCell> lost, long lostCount) {
        /** Nothing came. */
        public static final Merged NOTHING = new Merged(0, 0, Collections.emptyList(), 0);

        /** Keeps a copy. */
        public Merged {
            lost = Collections.unmodifiableList(new ArrayList<>(lost));
        }
    }
}
