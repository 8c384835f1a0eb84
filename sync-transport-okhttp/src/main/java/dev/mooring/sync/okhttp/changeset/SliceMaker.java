package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Makes slices of the cells of one frame, on the thread that reads: of 500 cells, or of 1 MiB. A slice says up to which version of the
 * sender everything is there with it, as a frame may be cut anywhere and a version must not be passed before it is whole.
 */
final class SliceMaker implements Frames.Taker {
    /** How many cells a slice has at most. */
    static final int MOST = 500;

    private static final long MOST_CHARS = 1 << 20;

    private final FrameReader frame;
    private final Consumer<Runnable> lock;
    private final Into into;
    private final int most;
    private ByteString sender = ByteString.EMPTY;
    private int all;
    private boolean taken;
    private List<Incoming> slice = new ArrayList<>();
    private long chars;
    private long highest;
    private long whole;
    private long passed;

    /** Takes slices, under the lock. */
    interface Into {
        /** Whether the frame is taken. */
        boolean begins(Frame.Changes head);

        /**
         * The next slice.
         *
         * @param whole the version up to which everything is there; 0 if none got whole
         * @param reading how far the frame is; null if its length is not known
         */
        void slice(List<Incoming> changes, long whole, LiveDialect.@Nullable Reading reading);

        /**
         * The frame is over.
         *
         * @param highest version in it; 0 if it has no cell
         */
        void ended(long highest);
    }

    /**
     * Of one frame.
     *
     * @param most how many cells a slice has at most
     */
    SliceMaker(FrameReader frame, Consumer<Runnable> lock, Into into, int most) {
        this.frame = frame;
        this.lock = lock;
        this.into = into;
        this.most = most;
    }

    @Override
    public void begin(Frame.Changes head, int count) {
        sender = head.sender();
        all = count;
        lock.accept(() -> taken = into.begins(head));
    }

    @Override
    public void cell(Cell cell) {
        if (!taken) {
            return;
        }
        if (cell.dbVersion() <= CellText.MOST_VERSION) { // Others are set aside, and no cursor goes there.
            count(cell.dbVersion());
        }
        Incoming incoming = CellText.incoming(cell, sender);
        slice.add(incoming);
        chars += incoming.change().payload().length() + incoming.change().key().length();
        if (slice.size() >= most || chars >= MOST_CHARS) {
            flush(whole);
        }
    }

    private void count(long version) {
        if (version > highest) {
            whole = highest;
            highest = version;
        } else if (version <= whole) {
            if (version <= passed) {
                throw FrameReader.garbage("the version " + version + " behind a later one");
            }
            whole = version - 1; // It was not whole.
        }
    }

    private void flush(long upTo) {
        List<Incoming> full = slice;
        slice = new ArrayList<>();
        chars = 0;
        passed = Math.max(passed, upTo);
        LiveDialect.Reading reading =
                frame.isLengthKnown() ? new LiveDialect.Reading(all, frame.done(), frame.length()) : null;
        lock.accept(() -> into.slice(full, upTo, reading));
    }

    /** The frame was whole. */
    void end() {
        if (!taken) {
            return;
        }
        if (!slice.isEmpty()) {
            flush(highest);
        }
        lock.accept(() -> into.ended(highest));
    }
}
