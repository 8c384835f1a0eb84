package dev.mooring.sync.testing.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For the build of a server: one JUnit test for each promise. A class of the build extends it and says where the server is. */
public abstract class ConformanceSuite {
    /** For subclasses. */
    protected ConformanceSuite() {}

    /**
     * The server, started and empty enough.
     *
     * @return a run of it
     * @throws Exception if it does not start
     */
    protected abstract Conformance conformance() throws Exception;

    /**
     * Runs all tests of the family once, and shows what each found.
     *
     * @return a test for each promise
     * @throws Exception if the server does not start
     */
    @TestFactory
    Stream<DynamicTest> promises() throws Exception {
        return shown(conformance().run());
    }

    static Stream<DynamicTest> shown(Report report) {
        return report.findings().stream()
                .map(finding -> DynamicTest.dynamicTest(finding.promise().id(), () -> shown(finding)));
    }

    private static void shown(Finding finding) {
        Assumptions.assumeFalse(finding.verdict() == Verdict.NOT_OFFERED, finding.words());
        if (finding.verdict() != Verdict.KEPT) {
            Assertions.fail(finding.verdict().words() + ": " + finding.words() + "\n" + finding.proof());
        }
    }
}
