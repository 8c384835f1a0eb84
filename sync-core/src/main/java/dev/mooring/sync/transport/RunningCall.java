package dev.mooring.sync.transport;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of the app's own while it runs on its thread.
 *
 * <p>Any other thread can cancel it: the call's own thread is interrupted, but never while the sink commits on it. At the end the
 * flag is cleared, so that it does not hit what runs there next. As a sink, it remembers what the sink behind it threw, which has
 * to reach core as it is.
 */
final class RunningCall implements ChangeSink {
    private final Thread thread = Thread.currentThread();
    private final ChangeSink sink;
    private final Runnable cancel;
    private @Nullable Throwable refusal;
    private boolean cancelled;
    private boolean inSink;
    private boolean ended;

    /** Begins on the current thread. */
    RunningCall(ChangeSink sink, Runnable cancel) {
        this.sink = sink;
        this.cancel = cancel;
    }

    /** From any thread, and more than once. */
    void cancel() {
        synchronized (this) {
            if (cancelled || ended) {
                return;
            }
            cancelled = true;
            if (!inSink) {
                thread.interrupt();
            }
        }
        cancel.run();
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** What the sink threw last. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        enter(true);
        try {
            sink.accept(slice, after);
        } catch (Throwable e) { // Checked exceptions as well: code in Kotlin declares none.
            refusal = e;
            throw e;
        } finally {
            enter(false);
        }
    }

    @Override
    public void reading(long changes, long bytes, long length) {
        sink.reading(changes, bytes, length);
    }

    private synchronized void enter(boolean sinks) {
        inSink = sinks;
        if (cancelled && sinks) {
            Thread.interrupted();
        } else if (cancelled) {
            thread.interrupt();
        }
    }

    /** On the thread itself. */
    synchronized void end() {
        ended = true;
        if (cancelled) {
            Thread.interrupted();
        }
    }
}
