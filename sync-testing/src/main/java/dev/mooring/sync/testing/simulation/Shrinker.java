package dev.mooring.sync.testing.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds a shorter schedule that fails in the same way. It leaves out halves, quarters and so on, down to single actions. A candidate that
 * breaks another invariant does not count.
 */
public final class Shrinker {
    private Shrinker() {}

    /**
     * Shrinks a failing schedule.
     *
     * @param worlds makes the world of each run
     * @param failing a schedule that fails
     * @param budget how many runs at most
     * @param <DB> the storage's handle
     * @return a schedule that breaks the same invariant, possibly the same schedule
     * @throws Exception if a world could not be made
     */
    public static <DB> Schedule shrink(Simulation.WorldFactory<DB> worlds, Schedule failing, int budget)
            throws Exception {
        Schedule shortest = failing;
        String finding = Violation.kind(Simulation.run(worlds, failing).violation());
        int left = budget;
        int chunk = Math.max(1, failing.actions().size() / 2);
        while (left > 0) {
            boolean shorter = false;
            for (int from = 0; from < shortest.actions().size() && left > 0; left--) {
                Schedule candidate = shortest.with(without(shortest.actions(), from, chunk));
                Throwable violation = Simulation.run(worlds, candidate).violation();
                if (violation != null && Violation.kind(violation).equals(finding)) {
                    shortest = candidate;
                    shorter = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !shorter) {
                break;
            }
            chunk = Math.max(1, chunk / 2);
        }
        return shortest;
    }

    /** Leaving an action out leaves its time in: the next one happens when it would have happened. */
    private static List<Action> without(List<Action> actions, int from, int count) {
        List<Action> fewer = new ArrayList<>();
        int gap = 0;
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            if (i >= from && i < from + count) {
                gap += action.after();
            } else {
                fewer.add(new Action(
                        action.what(), action.device(), action.amount(), action.seed(), action.after() + gap));
                gap = 0;
            }
        }
        return fewer;
    }
}
