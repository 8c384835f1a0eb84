package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.function.Function;

/**
 * The faults that are planted in one family.
 *
 * @param family whose promises are tried
 * @param run makes a good server, puts the fault in front of it, and runs the kit
 * @param faults at least a dozen
 */
record Plot(Family family, Function<Distortion, Report> run, List<Planted> faults) {
    /** All of them. A family that is new puts its own here. */
    static List<Plot> all() {
        return List.of(EventLogFaults.plot(), OpLogFaults.plot(), RowSyncFaults.plot());
    }
}
