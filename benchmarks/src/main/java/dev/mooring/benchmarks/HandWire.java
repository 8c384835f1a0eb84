package dev.mooring.benchmarks;

import dev.mooring.benchmarks.HandOutbox.Row;
import java.util.List;

/** What a loop written by hand says to a server of one family, by OkHttp and Moshi. */
interface HandWire {
    /** How many rows go into one push; what the dialect takes too. */
    int batch();

    /** Whether the server keeps keys, so that the loop has to note what it holds. */
    default boolean keepsKeys() {
        return false;
    }

    /** The cursor to begin with. */
    default String begin(Bare bare) throws Exception {
        return "";
    }

    /** Sends a batch and makes sure that the server has it; returns the cursor behind it. */
    String push(Bare bare, List<Row> batch, String cursor) throws Exception;
}
