package dev.mooring.sync.okhttp.json;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were read and not yet handed on. They go to the sink in slices of so many, or of so many characters, names and
 * keys included: the server chooses those, too.
 *
 * <p>A last slice waits for {@link #flush}. Not thread-safe.
 */
public final class SliceBuffer {
    private static final int MOST = 500;
    private static final long MOST_CHARS = 512 << 10;

    private final ChangeSink sink;
    private final Supplier<@Nullable Cursor> position;
    private List<Incoming> slice = new ArrayList<>();
    private long chars;

    /**
     * An empty buffer.
     *
     * @param sink takes the slices
     * @param position asked when a slice goes out: the true position behind it, or null where it moves no cursor
     */
    public SliceBuffer(ChangeSink sink, Supplier<@Nullable Cursor> position) {
        this.sink = sink;
        this.position = position;
    }

    /**
     * Takes a change, and hands on the slice that it fills.
     *
     * @param incoming the next change
     */
    public void add(Incoming incoming) {
        slice.add(incoming);
        chars += weight(incoming);
        if (slice.size() >= MOST || chars >= MOST_CHARS) {
            flush();
        }
    }

    private static long weight(Incoming incoming) {
        long weight = (long) incoming.size()
                + incoming.collection().length()
                + incoming.key().length();
        if (!incoming.isRead()) {
            return weight;
        }
        Change change = incoming.change();
        return weight
                + change.kind().length()
                + change.at().length()
                + change.origin().length()
                + incoming.echo().length();
    }

    /** Hands on what waits, if anything does. */
    public void flush() {
        if (slice.isEmpty()) {
            return;
        }
        List<Incoming> full = slice;
        slice = new ArrayList<>();
        chars = 0;
        sink.accept(full, position.get());
    }
}
