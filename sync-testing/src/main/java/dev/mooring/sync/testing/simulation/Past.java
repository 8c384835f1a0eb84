package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server as a device has known it, which has become another one since: what the device holds is measured by that until it has
 * taken over what there is now.
 *
 * @param facts in the server's order; null if what the device knows is still so
 * @param at where the device was in them
 * @param history that they were
 * @param until when the server became another one
 */
record Past(@Nullable List<ServerFact> facts, Cursor at, String history, Duration until) {
    static final Past NONE = new Past(null, Cursor.START, "", Duration.ZERO);

    List<ServerFact> facts(SimulatedWorld<?> world, Cursor cursor) {
        return facts == null || cursor.isStart() || !world.history(cursor).equals(history)
                ? world.facts(cursor)
                : facts;
    }

    /** Whether the server has the same again up to where the device is, as what it lost was sent once more. */
    boolean isPresentAgain(SimulatedWorld<?> world, long position) {
        return facts != null && upTo(facts, position).equals(upTo(world.facts(at), position));
    }

    /** The same, by a device that has come to it only now. */
    Past takenOver(Cursor cursor) {
        return new Past(facts, cursor, history, until);
    }

    /** What the server has no more, up to where the device is. */
    List<ServerFact> lost(SimulatedWorld<?> world, long position) {
        Set<String> there = world.labels();
        return facts == null
                ? List.of()
                : upTo(facts, position).stream()
                        .filter(fact -> !there.contains(fact.label()))
                        .toList();
    }

    private static List<ServerFact> upTo(List<ServerFact> facts, long position) {
        return facts.stream().filter(fact -> fact.position() <= position).toList();
    }

    boolean isPast() {
        return facts != null;
    }

    /** Whether the device has spoken to the server since, and so must know. */
    boolean isKnownToBePast(@Nullable Duration heardAt) {
        return facts != null && heardAt != null && heardAt.compareTo(until) > 0;
    }
}
