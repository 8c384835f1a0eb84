package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the server's changes while the answer is being read, so that memory never holds a whole body. */
@FunctionalInterface
public interface ChangeSink {
    /**
     * Applies a slice in one transaction. Called on the thread that runs the exchange; returns after the commit.
     *
     * @param slice in the server's order, bounded by count and bytes
     * @param after the true position after the slice, or null where the dialect's order does not make it one: then the
     *     cursor moves at the end of the exchange
     * @throws RuntimeException to end the exchange, such as when the app's handler refuses; it must reach the caller of
     *     {@link Transport#exchange} unchanged
     */
    void accept(List<Incoming> slice, @Nullable Cursor after);

    /**
     * A change as it came.
     *
     * @param change the change
     * @param echo equal to {@link Transport#echo} of the mutation that made it. In a log: empty where that cannot be told.
     *     Where the server keeps keys: the fingerprint of the state, the same for the same state in whatever form it is
     *     told; if it is empty, the payloads are compared as text
     * @param stamp when its writer made it, by that device's clock; null where the server does not tell
     */
    record Incoming(Change change, String echo, @Nullable Instant stamp) {
        /**
         * A change without a stamp.
         *
         * @param change as in {@link Incoming}
         * @param echo as in {@link Incoming}
         */
        public Incoming(Change change, String echo) {
            this(change, echo, null);
        }
    }
}
