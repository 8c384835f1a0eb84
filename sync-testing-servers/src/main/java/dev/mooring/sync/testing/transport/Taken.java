package dev.mooring.sync.testing.transport;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that keeps what it is given. */
final class Taken implements ChangeSink {
    final List<Change> changes = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    /** The last true position that came with a slice, and how many changes were behind it. */
    @Nullable
    Cursor cursor;

    int behindCursor;

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        if (slice.isEmpty()) {
            throw new AssertionError("an empty slice was delivered");
        }
        for (Incoming incoming : slice) {
            changes.add(incoming.change());
        }
        threads.add(Thread.currentThread());
        if (after != null) {
            cursor = after;
            behindCursor = changes.size();
        }
    }
}
