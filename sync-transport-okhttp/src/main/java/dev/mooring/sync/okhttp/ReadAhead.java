package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a long body on another thread, a few slices ahead of the thread that applies them, so that the network and the
 * parser work while the database does.
 *
 * <p>The sink is still called on the thread of the exchange, one slice after the other. What breaks the decoding comes after
 * all slices before it; what breaks the applying cancels the call, and the decoding is waited for: when {@link #run} ends,
 * nobody reads the body any more and nothing more is applied. At most {@value #AHEAD} slices wait, so memory stays bounded.
 *
 * <p>The thread is its own, one for each long body. One of the app's dispatcher might never come: that pool may be bounded,
 * and busy with callbacks that wait for this very sync.
 */
final class ReadAhead implements ChangeSink {
    private static final int AHEAD = 2;

    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(AHEAD);
    private final Runnable cancel;
    private volatile boolean abandoned;
    private boolean interrupted;

    private ReadAhead(Runnable cancel) {
        this.cancel = cancel;
    }

    private sealed interface Item {
        record Slice(List<Incoming> changes, @Nullable Cursor after) implements Item {}

        record End(@Nullable Answer answer, @Nullable Throwable failure) implements Item {}
    }

    /** What is to be done on the other thread. */
    interface Decoding {
        Answer into(ChangeSink sink) throws IOException;
    }

    /**
     * Runs the decoding on a thread of its own and the sink on this one.
     *
     * @param cancel makes the decoding end soon
     */
    static Answer run(Decoding decoding, ChangeSink sink, Runnable cancel) throws IOException {
        ReadAhead ahead = new ReadAhead(cancel);
        Thread thread = new Thread(() -> ahead.decode(decoding), "mooring-read-ahead");
        thread.setDaemon(true);
        thread.start();
        try {
            return ahead.apply(sink);
        } finally {
            if (ahead.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void decode(Decoding decoding) {
        Item.End end;
        try {
            end = new Item.End(decoding.into(this), null);
        } catch (Throwable e) { // Also what is checked and undeclared: the other thread waits for an end.
            end = new Item.End(null, e);
        }
        put(end);
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        if (abandoned) {
            throw new IllegalStateException("nobody applies the changes any more");
        }
        put(new Item.Slice(slice, after));
    }

    private Answer apply(ChangeSink sink) throws IOException {
        while (true) {
            Item item = take();
            if (item instanceof Item.Slice slice) {
                try {
                    sink.accept(slice.changes(), slice.after());
                } catch (Throwable e) {
                    abandon();
                    throw e;
                }
            } else {
                return answer((Item.End) item);
            }
        }
    }

    private static Answer answer(Item.End end) throws IOException {
        Throwable failure = end.failure();
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw new IllegalStateException("the decoding threw what it does not declare", failure);
        }
        return Objects.requireNonNull(end.answer(), "a decoding ends with an answer or a failure");
    }

    private void abandon() {
        abandoned = true;
        cancel.run();
        while (!(take() instanceof Item.End)) {
            // What was decoded meanwhile is of no use.
        }
    }

    private Item take() {
        while (true) {
            try {
                return items.take();
            } catch (InterruptedException e) {
                interrupted = true;
                cancel.run();
            }
        }
    }

    /** On the decoding thread, which nobody else knows. The applying thread always takes until the end. */
    private void put(Item item) {
        while (true) {
            try {
                items.put(item);
                return;
            } catch (InterruptedException e) {
                cancel.run();
            }
        }
    }
}
