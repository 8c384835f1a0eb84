package dev.mooring.sync.okhttp;

import java.io.IOException;

/** Runs one recorded exchange through a dialect. */
public interface Replayer {
    /**
     * Decodes the recorded response as the answer to the nearest ask, after checking that the ask encodes as recorded where
     * it is one that the dialect makes.
     *
     * @param exchange recorded
     * @return the typed outcome, in a word or two
     * @throws IOException never, of a body in memory
     */
    String replay(Recording.Exchange exchange) throws IOException;
}
