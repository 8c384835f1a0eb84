package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.schema.Shape;

/** Is told of each cell of this site that was overwritten by one that did not know of it. */
@FunctionalInterface
public interface Losses {
    /**
     * A cell is lost.
     *
     * @param shape of its table
     * @param key of its row
     * @param column its name; empty for the row itself, which was deleted
     * @param pending whether the server has not confirmed it
     */
    void lost(Shape shape, String key, String column, boolean pending);
}
