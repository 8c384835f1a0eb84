package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server as a device has known it, which has become another one since: what the device holds is measured by that until it has
 * taken over what there is now.
 *
 * @param facts in the server's order; null if what the device knows is still so
 * @param history that they were
 * @param until when the server became another one
 */
record Past(@Nullable List<ServerFact> facts, String history, Duration until) {
    static final Past NONE = new Past(null, "", Duration.ZERO);

    List<ServerFact> facts(SimulatedWorld<?> world, Cursor cursor) {
        return facts == null || cursor.isStart() || !world.history(cursor).equals(history)
                ? world.facts(cursor)
                : facts;
    }

    boolean isPast() {
        return facts != null;
    }

    /** Whether the device has spoken to the server since, and so must know. */
    boolean isKnownToBePast(@Nullable Duration heardAt) {
        return facts != null && heardAt != null && heardAt.compareTo(until) > 0;
    }
}
