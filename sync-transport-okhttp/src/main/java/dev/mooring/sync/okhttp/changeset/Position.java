package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a connection is in the server's stream, what of it nobody has taken yet, and whether something is missing. */
final class Position {
    private final LiveDialect.Output out;
    private final Deque<Long> before = new ArrayDeque<>();
    private long ours;
    private boolean gapped;
    private boolean broken;
    private boolean lost;

    Position(LiveDialect.Output out) {
        this.out = out;
    }

    void begin(long version) {
        ours = version;
    }

    /** The version up to which everything has come. */
    long ours() {
        return ours;
    }

    boolean isGapped() {
        return gapped;
    }

    /** Whether only another connection brings what is missing. */
    boolean isBroken() {
        return broken;
    }

    /** Whether the server goes on behind a gap. */
    boolean isLost() {
        return lost;
    }

    /** Whether the stream goes on from a cursor. */
    boolean serves(long version) {
        return !broken && follows(version);
    }

    /** Whether a cursor is where the slices that wait begin. */
    private boolean follows(long version) {
        int waiting = out.waiting();
        while (before.size() > waiting) {
            before.removeFirst();
        }
        return version >= (before.isEmpty() ? ours : before.getFirst());
    }

    /** Whether changes behind a version follow. If not, and it is the second time, the stream is broken. */
    boolean takes(long since) {
        if (broken) {
            return false;
        }
        if (since > ours) {
            broken = gapped;
            lost = gapped;
            gapped = true;
            return false;
        }
        gapped = false;
        return true;
    }

    /**
     * Hands changes over.
     *
     * @param reading how far the frame is
     * @param most how many slices may wait; with more of them the stream is broken
     * @param here makes of a cursor one of this client and this server
     */
    boolean slice(
            List<Incoming> changes,
            long whole,
            LiveDialect.@Nullable Reading reading,
            int most,
            UnaryOperator<ChangesetCursor> here) {
        if (broken || out.waiting() >= most) {
            broken = true;
            return false;
        }
        boolean unused = follows(0);
        before.addLast(ours);
        ours = Math.max(ours, whole);
        out.slice(
                changes,
                whole == 0
                        ? null
                        : cursor ->
                                here.apply(ChangesetCursor.of(cursor)).at(whole).cursor(),
                reading);
        return true;
    }

    void ended(long highest) {
        if (!broken) {
            ours = Math.max(ours, highest);
        }
    }
}
