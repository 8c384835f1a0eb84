package dev.mooring.sync.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The faults that are planted in one family.
 *
 * @param <F> how they are planted
 * @param name of the family
 * @param part what of the server the faults are in; empty for its requests and answers
 * @param promises that are tried
 * @param none no fault; null if servers without one break nothing
 * @param run makes a good server, puts the fault in front of it, and runs those tests of the kit whose promises are wanted
 * @param faults at least a dozen
 */
record Plot<F>(
        String name,
        String part,
        List<String> promises,
        F none,
        BiFunction<F, Predicate<String>, Report> run,
        List<Planted<F>> faults) {

    static Plot<Distortion> of(
            Family family,
            String part,
            BiFunction<Distortion, Predicate<String>, Report> run,
            List<Planted<Distortion>> faults) {
        List<String> promises =
                family.tests().stream().map(test -> test.promise().id()).toList();
        return new Plot<>(family.dialect(), part, promises, Distortion.NONE, run, faults);
    }

    /** All of them. A family that is new puts its own here. */
    static List<Plot<?>> all() {
        List<Plot<?>> all = new ArrayList<>(inProcess());
        all.addAll(overSockets());
        return all;
    }

    /** Those that are tried without a socket. */
    static List<Plot<?>> inProcess() {
        return List.of(
                EventLogFaults.plot(),
                OpLogFaults.plot(),
                RowSyncFaults.plot(),
                EntitySyncFaults.plot(),
                OwnFaults.plot());
    }

    /** Those that need sockets, which take longer. */
    static List<Plot<?>> overSockets() {
        return List.of(EntitySocketFaults.plot(), ChangesetPlanted.plot());
    }

    /** What is found broken without a fault. */
    List<String> base(Predicate<String> wanted) {
        return none == null ? List.of() : Verdicts.ids(run.apply(none, wanted), Verdict.BROKEN);
    }
}
