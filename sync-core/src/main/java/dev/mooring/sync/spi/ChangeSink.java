package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
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
     * @param echo equal to {@link Transport#echo} of the mutation that made it, if it is one of this client's own; empty
     *     where that cannot be told
     */
    record Incoming(Change change, String echo) {}
}
