package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A batch as one frame of cells, and what a number of the server says of it. */
final class Batch {
    private final Ask.Push push;
    private final List<Cell> cells = new ArrayList<>();

    Batch(Ask.Push push) {
        this.push = push;
        push.mutations().forEach(mutation -> cells.addAll(CellText.outgoing(mutation)));
    }

    Ask.Push push() {
        return push;
    }

    /**
     * As they are sent. Some servers hold the version of the last cell, also where it is lower than what they held: so none goes below that.
     *
     * @param least version that a cell may have
     */
    List<Cell> cells(long least) {
        List<Cell> sent = new ArrayList<>();
        long version = least;
        for (Cell cell : cells) {
            version = Math.max(version, cell.dbVersion());
            sent.add(cell.at(version));
        }
        return sent;
    }

    /** What the server holds at least once it has taken them. */
    long last(long least) {
        long version = least;
        for (Cell cell : cells) {
            version = Math.max(version, cell.dbVersion());
        }
        return version;
    }

    /**
     * Whether a server that holds so much has this batch. It holds the largest version of what it ever took. So that proves something only if
     * all of the batch is above what it held before, and if nothing else of its last version went before the batch.
     */
    boolean isHeld(long acked) {
        long before = acked(push.wire());
        long last = 0;
        boolean begins = false;
        for (Cell cell : cells) {
            if (cell.dbVersion() <= before) {
                return false;
            }
            begins =
                    cell.dbVersion() > last ? cell.seq() == 0 : begins || (cell.dbVersion() == last && cell.seq() == 0);
            last = Math.max(last, cell.dbVersion());
        }
        return acked > last || (acked == last && begins);
    }

    /** The text that is kept with a batch. */
    static String wire(Ask.Push push) {
        return Long.toString(ChangesetCursor.of(push.cursor()).acked());
    }

    private static long acked(String wire) {
        return wire.isEmpty() ? Long.MAX_VALUE : Long.parseLong(wire);
    }

    List<Outcome> accepted() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            outcomes.add(new Outcome.Accepted(mutation.id(), Change.NO_POSITION));
        }
        return outcomes;
    }

    List<Outcome> deferred(String why) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            outcomes.add(new Outcome.Deferred(mutation.id(), why));
        }
        return outcomes;
    }
}
