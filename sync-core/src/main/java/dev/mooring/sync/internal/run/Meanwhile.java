package dev.mooring.sync.internal.run;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does something once while a request is under way: when it has left, before its answer brings the first change, or at its end, whichever comes
 * first. Changes come behind it, as they may follow from it.
 *
 * @param <T> what comes of it
 */
final class Meanwhile<T> implements ChangeSink {
    private final ChangeSink sink;
    private final Supplier<T> work;
    private @Nullable T done;
    private @Nullable RuntimeException failure;

    Meanwhile(ChangeSink sink, Supplier<T> work) {
        this.sink = sink;
        this.work = work;
    }

    /** A failure must not reach whoever writes to the socket. It comes out of {@link #done}. */
    @Override
    public void sent() {
        if (done != null || failure != null) {
            return;
        }
        try {
            done = work.get();
        } catch (RuntimeException e) {
            failure = e;
        }
        Thread.interrupted(); // An interrupt that the app's code has left must not end the exchange.
    }

    /** What came of it; does it if nobody has. */
    T done() {
        sent();
        T made = done;
        if (made == null) {
            throw failure == null ? new IllegalStateException("nothing came of what was done meanwhile") : failure;
        }
        return made;
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        done();
        sink.accept(slice, after);
    }

    @Override
    public void reading(long changes, long bytes, long length) {
        sink.reading(changes, bytes, length);
    }
}
