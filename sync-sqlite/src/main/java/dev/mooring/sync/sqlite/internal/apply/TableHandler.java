package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.storage.ComparingHandler;
import dev.mooring.sync.spi.storage.FoldingHandler;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the server's changes into the synced tables, and takes back and writes again what was captured there.
 *
 * <p>After each call the rows of the tables with those that are set aside are what was asked for; the tables satisfy their
 * constraints. What is written here is not captured: a row in {@code mooring_applying}, which this transaction alone sees,
 * keeps the triggers quiet.
 *
 * <p>The mutations of a key are taken back together, by the row below the first of them ({@link Images}), and written again as one
 * change. Where none has a row below it, as the app recorded them by
 * hand, they are not taken back: where the server keeps keys, the confirmed state of its key is applied right behind, in a log
 * what the app wrote for it stays until another change of the key. A change that says that a key is gone only because
 * nothing is confirmed for it deletes no row that was there before it came under sync.
 *
 * <p>What is asked of the tables without writing is answered by {@link Present}.
 *
 * <p>Changes of collections that are no synced table go to the app's own handler, in the server's order, behind those of
 * the tables; without one they are counted. Not thread-safe: all calls are made inside write transactions.
 *
 * @param <DB> the handle that the app gets
 */
public final class TableHandler<DB> implements FoldingHandler<DB>, ComparingHandler<DB>, ChangeHandler.Restating<DB> {
    private final Shapes shapes;
    private final Quiet<DB> quiet;
    private final @Nullable ChangeHandler<DB> others;
    private final Unknown unknown;
    private final PendingWrites pending;
    private final Present present;

    /** Rows whose fields wait for captures to be taken in; each a collection and a key. */
    private final Set<List<String>> waiting = new LinkedHashSet<>();

    /** Writes to these tables, and hands others' changes on, or counts them. */
    public TableHandler(Shapes shapes, Running<DB> running, Unknown unknown, @Nullable ChangeHandler<DB> others) {
        this.shapes = shapes;
        this.unknown = unknown;
        this.quiet = new Quiet<>(shapes, running);
        this.pending = new PendingWrites(shapes, running);
        this.present = new Present(shapes, quiet);
        this.others = others;
    }

    @Override
    public void apply(DB db, List<Change> changes) throws Exception {
        List<Change> theirs = new ArrayList<>();
        List<Change> ours = new ArrayList<>(changes.size());
        for (Change change : changes) {
            (shapes.ofCollection(change.collection()) == null ? theirs : ours).add(change);
        }
        if (!ours.isEmpty()) {
            quietly((applier, sink) -> {
                List<RowChange> rows = new ArrayList<>(ours.size());
                for (Change change : ours) {
                    RowChange row = pending.isRestored(change) ? null : read(applier, change);
                    if (row != null) {
                        rows.add(row);
                    }
                }
                applier.apply(Applier.fold(rows), sink);
            });
        }
        ChangeHandler<DB> handler = others;
        if (handler == null) {
            theirs.forEach(change -> unknown.count(change.collection()));
        } else if (!theirs.isEmpty()) {
            handler.apply(db, Collections.unmodifiableList(theirs));
        }
    }

    private @Nullable RowChange read(Applier applier, Change change) {
        Shape shape = Objects.requireNonNull(shapes.ofCollection(change.collection()));
        try {
            return shapes.format().read(shape, change);
        } catch (UnreadableText e) {
            if (shapes.format().isWhole()) {
                applier.unread.drop(change); // What was said of the key before is void.
            }
            if (!shapes.format().isWhole() || !change.tombstone()) {
                applier.unread.put(change, "the change says nothing of a row: " + e.reason());
            }
            return null;
        }
    }

    @Override
    public boolean folds(String collection) {
        return shapes.ofCollection(collection) != null;
    }

    /** {@inheritDoc} Of a key of a synced table all unsettled mutations are taken back, whichever of them is named. */
    @Override
    public void undo(DB db, List<Mutation> mutations) throws Exception {
        List<Mutation> theirs = new ArrayList<>();
        quietly((applier, sink) -> {
            List<RowChange> rows = new ArrayList<>();
            for (Mutation mutation : mutations) {
                Shape shape = shapes.ofCollection(mutation.collection());
                if (shape == null) {
                    theirs.add(mutation);
                } else {
                    RowChange row = pending.takeBack(shape, mutation);
                    if (row != null) {
                        rows.add(row);
                    }
                }
            }
            applier.apply(rows, sink);
        });
        ChangeHandler<DB> handler = others;
        if (handler != null && !theirs.isEmpty()) {
            handler.undo(db, Collections.unmodifiableList(theirs));
        }
    }

    /** {@inheritDoc} Those of a key are written as one change of its row, so the app's own triggers see the last state alone. */
    @Override
    public void redo(DB db, List<Mutation> mutations) throws Exception {
        List<Mutation> theirs = new ArrayList<>();
        List<Mutation> ours = new ArrayList<>(mutations.size());
        for (Mutation mutation : mutations) {
            (folds(mutation.collection()) ? ours : theirs).add(mutation);
        }
        quietly((applier, sink) -> pending.writeAgain(applier, sink, ours));
        ChangeHandler<DB> handler = others;
        if (handler != null && !theirs.isEmpty()) {
            handler.redo(db, Collections.unmodifiableList(theirs));
        }
    }

    @Override
    public void redo(DB db, Object folded) {
        quietly((applier, sink) -> pending.write(applier, sink, Collections.singletonList((Folded) folded)));
    }

    @Override
    public Folded fold(@Nullable Object soFar, List<Mutation> next) {
        return pending.fold((Folded) soFar, next);
    }

    @Override
    public Object join(Object first, Object second) {
        return ((Folded) first).and((Folded) second);
    }

    /** What a mutation makes of the row below it, both in the exact encoding. */
    public String on(Mutation mutation, String image) {
        return pending.on(mutation, image);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Columns that stay local begin with their defaults.
     */
    @Override
    public void reset(DB db, Snapshot snapshot) throws Exception {
        quietly((applier, sink) -> {
            pending.empty();
            applier.clear(sink);
            Snapshots.read(snapshot, shapes, rows -> applier.apply(Applier.fold(rows), sink), unknown::count);
        });
        ChangeHandler<DB> handler = others;
        if (handler instanceof ChangeHandler.Resetting<DB> resetting) {
            resetting.reset(db, snapshot);
        } else if (handler != null) {
            throw new IllegalStateException(
                    "this app's change handler has no reset, which the server's new history needs");
        }
    }

    @Override
    public boolean compares() {
        return others == null && shapes.format().isWhole();
    }

    /** {@inheritDoc} A column of which the change tells nothing has to be NULL. */
    @Override
    public boolean shows(DB db, Change change) {
        return present.shows(change);
    }

    @Override
    public List<Change> rows(DB db, @Nullable Change after, int limit) {
        return present.rows(after, limit);
    }

    /** {@inheritDoc} A row to which others may refer does not: SQLite looks at each of these, however many they are. */
    @Override
    public boolean standAlone(DB db, List<Change> keys) {
        return present.standAlone(keys);
    }

    @Override
    public void reset(DB db, List<Change> keys) {
        quietly((applier, sink) -> {
            List<RowChange> gone = new ArrayList<>(keys.size());
            for (Change key : keys) {
                Shape shape = shapes.ofCollection(key.collection());
                if (shape != null) {
                    pending.lift(key);
                    gone.add(RowChange.gone(shape, key.key(), shapes.keyed(shape, key.key())));
                }
            }
            applier.apply(gone, sink);
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Rows of synced tables that are the same in both; where there is none, the app's own handler is asked.
     */
    @Override
    public long inCommon(DB db, Snapshot snapshot) throws Exception {
        long same = present.inCommon(snapshot);
        ChangeHandler<DB> handler = others;
        return handler instanceof ChangeHandler.Resetting<DB> resetting && same <= 0
                ? Math.max(same, resetting.inCommon(db, snapshot))
                : same;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The rows of synced tables, parents first, and those that are set aside; then the app's own handler's, if it has any.
     */
    @Override
    public void restate(DB db, Consumer<Mutation> to) throws Exception {
        present.restate(to);
        ChangeHandler<DB> handler = others;
        if (handler instanceof ChangeHandler.Restating<DB> restating) {
            restating.restate(db, to);
        } else if (handler != null) {
            throw new IllegalStateException("this app's change handler does not restate its rows");
        }
    }

    /** The present rows of all synced tables, in the form that {@link #reset} reads. */
    public Snapshot snapshot() {
        return present.snapshot();
    }

    /** Whether any row is set aside. */
    public boolean isAnythingAside() {
        return present.isAnythingAside();
    }

    /**
     * The app has written rows itself, which makes void what was set aside of their keys. Once that is done for all that it has
     * written, and not before, those that wait for these rows can be {@linkplain #wake awoken}.
     *
     * @param drafts what was captured, in order
     * @return the same, with the rows below them that were aside
     */
    public List<Draft> captured(List<Draft> drafts) {
        List<Draft> known = new ArrayList<>(drafts.size());
        quietly((applier, sink) -> {
            for (Draft draft : drafts) {
                known.add(captured(applier, draft));
            }
        });
        return known;
    }

    /** Tries what was set aside and waits for one of these keys, which the app has written; each a collection and a key. */
    public void wake(Collection<List<String>> keys) {
        quietly((applier, sink) -> {
            for (List<String> key : keys) {
                AppTable table = applier.tables.ofCollection(key.get(0));
                if (table != null) {
                    applier.wake(table, key.get(1), sink);
                }
            }
        });
    }

    private Draft captured(Applier applier, Draft draft) {
        Mutation mutation = draft.mutation();
        AppTable table = applier.tables.ofCollection(mutation.collection());
        if (table == null) {
            return draft;
        }
        Aside.Entry entry = applier.aside.find(mutation.collection(), mutation.key());
        String before = draft.before();
        if (entry != null) {
            applier.aside.remove(entry);
            String image = entry.row();
            before = image == null ? Image.NONE : Image.of(table.shape.columns, Image.read(table.shape.columns, image));
            before = shapes.format().below(draft.before(), before);
        }
        return new Draft(draft.table(), mutation, before);
    }

    /** Works on the rows of the tables. */
    public void work(Rows.Work work) {
        quietly((applier, sink) -> work.with(new Rows(applier, sink, unknown)));
    }

    /** What was set aside is tried again, and fields that have a column now are put into it: in steps, after each open. */
    public Reopening<DB> reopening() {
        return new Reopening<>(shapes, quiet, waiting);
    }

    /** All captures have been taken in: fields that waited for that are put into their columns. */
    public void taken() {
        if (!waiting.isEmpty()) {
            reopening().waiting();
        }
    }

    private void quietly(Quiet.Work work) {
        pending.begin();
        quiet.run(work);
    }
}
