package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a sink throws apart from what a body makes a reader throw. An app's handler may use the same JSON library as a
 * dialect, and its exceptions must neither pass for garbage of the server nor for a lost connection.
 *
 * <p>What the sink threw goes through whoever reads as a type of its own, comes out of {@link #run} as it was, whatever
 * became of it on the way, and nothing more reaches the sink. One guard serves one answer, on one thread.
 */
public final class SinkGuard implements ChangeSink {
    private final ChangeSink sink;
    private @Nullable Throwable thrown;

    /**
     * Guards a sink.
     *
     * @param sink takes the changes
     */
    public SinkGuard(ChangeSink sink) {
        this.sink = sink;
    }

    /**
     * Reads something.
     *
     * @param <T> what comes out
     * @param <E> what it declares
     */
    public interface Reading<T, E extends Exception> {
        /**
         * Reads it.
         *
         * @return what comes out
         * @throws E of the body
         */
        T read() throws E;
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        if (thrown == null) {
            try {
                sink.accept(slice, after);
                return;
            } catch (Throwable e) { // Also what is checked and undeclared: an app in Kotlin declares nothing.
                thrown = e;
            }
        }
        throw new Passing(thrown);
    }

    @Override
    public void reading(long changes, long bytes, long length) {
        sink.reading(changes, bytes, length);
    }

    @Override
    public void sent() {
        sink.sent();
    }

    /**
     * Reads what goes into this guard.
     *
     * @param <T> what comes out
     * @param <E> what the reading declares
     * @param reading gives this guard its changes
     * @return what came out
     * @throws E of the reading; what the sink threw instead, unchanged, if it threw
     */
    public <T, E extends Exception> T run(Reading<T, E> reading) throws E {
        try {
            T read = reading.read();
            if (thrown == null) {
                return read;
            }
        } catch (Throwable e) {
            if (thrown == null) {
                throw e;
            }
        }
        throw SinkGuard.<RuntimeException>unchanged(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchanged(@Nullable Throwable e) throws E {
        throw (E) e;
    }

    /** On its way out, past those who know what a body can throw. */
    private static final class Passing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Passing(Throwable cause) {
            super("the sink threw", cause, false, false);
        }
    }
}
