package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.internal.clock.ClockedTables;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.status.SyncEvent.LostCell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The cells of the synced tables, in a transaction. */
final class ClockRole implements ClockTx {
    private final TxSession<?> session;

    ClockRole(TxSession<?> session) {
        this.session = session;
    }

    private ClockedTables writing() {
        return Objects.requireNonNull(
                Objects.requireNonNull(session.writing().tables).clocked());
    }

    @Override
    public byte[] site() {
        return ClockedTables.site(session.reading().sql);
    }

    @Override
    public long version() {
        return ClockedTables.version(session.reading().sql);
    }

    @Override
    public Merged merge(List<Change> cells) {
        ClockedTables tables = writing();
        long waiting = TableSync.waiting(session.reading().sql);
        if (waiting > 0) {
            throw new IllegalStateException(
                    waiting + " captures were not taken in, and have no clocks; nothing is merged, roll back");
        }
        List<LostCell> lost = new ArrayList<>();
        long[] count = {0};
        int applied = tables.merge(cells, (shape, key, column, pending) -> {
            if (count[0]++ < MOST_LOST) {
                lost.add(new LostCell(shape.collection, key, column, pending));
            }
        });
        return new Merged(applied, cells.size() - applied, lost, count[0]);
    }

    @Override
    public void takeBack(Mutation mutation) {
        writing().takeBack(mutation);
    }

    @Override
    public void written(List<Mutation> again, Intake intake) {
        List<Draft> drafts = writing().written(again);
        for (int i = 0; i < drafts.size(); i++) {
            append(drafts.get(i), again.get(i).createdAt(), intake);
        }
    }

    private void append(Draft draft, Instant at, Intake intake) {
        OutboxTable outbox = session.writing().outbox;
        intake.take(draft.mutation(), at, (mutation, size) -> outbox.append(mutation, size, draft.before()));
    }

    @Override
    public void newSite() {
        writing().newSite();
    }

    @Override
    public void forget() {
        writing().forget();
    }

    @Override
    public void doubt() {
        writing().doubt();
    }

    @Override
    public int resend(int most, Intake intake) {
        List<Draft> drafts = writing().doubted(most);
        for (Draft draft : drafts) {
            append(draft, Instant.EPOCH, intake);
        }
        return drafts.size();
    }
}
