package dev.mooring.sync.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The faults that are planted in one family.
 *
 * @param family whose promises are tried
 * @param part what of the server the faults are in; empty for its requests and answers
 * @param run makes a good server, puts the fault in front of it, and runs those tests of the kit whose promises are wanted
 * @param faults at least a dozen
 */
record Plot(Family family, String part, BiFunction<Distortion, Predicate<String>, Report> run, List<Planted> faults) {
    Plot(Family family, Function<Distortion, Report> run, List<Planted> faults) {
        this(family, "", (fault, wanted) -> run.apply(fault), faults);
    }

    /** All of them. A family that is new puts its own here. */
    static List<Plot> all() {
        List<Plot> all = new ArrayList<>(inProcess());
        all.addAll(overSockets());
        return all;
    }

    /** Those that are tried without a socket. */
    static List<Plot> inProcess() {
        return List.of(EventLogFaults.plot(), OpLogFaults.plot(), RowSyncFaults.plot(), EntitySyncFaults.plot());
    }

    /** Those that need sockets, which take longer. */
    static List<Plot> overSockets() {
        return List.of(EntitySocketFaults.plot(), ChangesetPlanted.plot());
    }

    Report whole(Distortion fault) {
        return run.apply(fault, promise -> true);
    }
}
