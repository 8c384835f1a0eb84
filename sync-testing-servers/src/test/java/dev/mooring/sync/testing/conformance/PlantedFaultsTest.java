package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit finds each planted fault by a promise that it breaks, and blames no other promise. */
class PlantedFaultsTest {
    @TestFactory
    Stream<DynamicContainer> faults() {
        return Plot.inProcess().stream().map(PlantedFaultsTest::family);
    }

    static DynamicContainer family(Plot plot) {
        Set<String> known = new HashSet<>();
        plot.family().tests().forEach(test -> known.add(test.promise().id()));
        List<String> base = Verdicts.ids(plot.whole(Distortion.NONE), Verdict.BROKEN);
        List<DynamicTest> tests = new ArrayList<>();
        for (Planted planted : plot.faults()) {
            tests.add(DynamicTest.dynamicTest(planted.id(), () -> {
                assertTrue(known.containsAll(planted.breaks()), () -> planted.breaks() + " are promises");
                Report report = plot.whole(planted.fault().get());
                List<String> found = new ArrayList<>(Verdicts.ids(report, Verdict.BROKEN));
                found.removeAll(base);
                List<String> unrelated = new ArrayList<>(found);
                unrelated.removeAll(planted.breaks());
                assertEquals(List.of(), unrelated, () -> words(report, unrelated));
                assertTrue(!found.isEmpty(), () -> "nothing was found, expected one of " + planted.breaks());
            }));
        }
        return DynamicContainer.dynamicContainer(plot.family().dialect(), tests);
    }

    static String words(Report report, List<String> ids) {
        return report.findings().stream()
                .filter(finding -> ids.contains(finding.promise().id()))
                .map(finding -> finding.promise().id() + ": " + finding.words())
                .toList()
                .toString();
    }
}
