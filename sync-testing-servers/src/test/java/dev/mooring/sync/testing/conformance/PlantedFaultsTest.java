package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The kit finds each planted fault by a promise that it breaks, and blames no other promise. */
class PlantedFaultsTest {
    /** One in so many of the promises that a fault does not touch is tried as well, others with each fault. */
    private static final int SAMPLE = 8;

    /** By the promises that the fault may break, and some of the others. */
    @TestFactory
    Stream<DynamicContainer> faults() {
        return Plot.inProcess().stream().map(plot -> family(plot, SAMPLE));
    }

    /** By all promises of the family. */
    @TestFactory
    @Tag("long")
    Stream<DynamicContainer> faultsAndAllPromises() {
        return Plot.inProcess().stream().map(plot -> family(plot, 1));
    }

    private static <F> DynamicContainer family(Plot<F> plot, int sample) {
        return family(plot, sample, run -> run);
    }

    /** The same, with runs that begin as that has it. */
    static <F> DynamicContainer family(Plot<F> plot, int sample, UnaryOperator<Supplier<Report>> begin) {
        List<String> base = plot.base(promise -> true);
        List<DynamicTest> tests = new ArrayList<>();
        for (Planted<F> planted : plot.faults()) {
            int turn = tests.size();
            Predicate<String> wanted = promise ->
                    planted.breaks().contains(promise) || (plot.promises().indexOf(promise) + turn) % sample == 0;
            Supplier<Report> run =
                    begin.apply(() -> plot.run().apply(planted.fault().get(), wanted));
            tests.add(DynamicTest.dynamicTest(planted.id(), () -> check(plot, planted, run.get(), base)));
        }
        return DynamicContainer.dynamicContainer(plot.name(), tests);
    }

    private static <F> void check(Plot<F> plot, Planted<F> planted, Report report, List<String> base) {
        Set<String> known = new HashSet<>(plot.promises());
        assertTrue(known.containsAll(planted.breaks()), () -> planted.breaks() + " are promises");
        List<String> found = new ArrayList<>(Verdicts.ids(report, Verdict.BROKEN));
        found.removeAll(base);
        List<String> unrelated = new ArrayList<>(found);
        unrelated.removeAll(planted.breaks());
        assertEquals(List.of(), unrelated, () -> words(report, unrelated));
        assertTrue(!found.isEmpty(), () -> "nothing was found, expected one of " + planted.breaks());
    }

    private static String words(Report report, List<String> ids) {
        return report.findings().stream()
                .filter(finding -> ids.contains(finding.promise().id()))
                .map(finding -> finding.promise().id() + ": " + finding.words())
                .toList()
                .toString();
    }
}
