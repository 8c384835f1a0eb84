package dev.mooring.sync.testing.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** For the build of a server of any shape: one JUnit test for each promise. A class of the build extends it and says how the server is reached. */
public abstract class OwnConformanceSuite {
    /** For subclasses. */
    protected OwnConformanceSuite() {}

    /**
     * The server, started and empty enough.
     *
     * @return a run of it
     * @throws Exception if it does not start
     */
    protected abstract OwnConformance conformance() throws Exception;

    /**
     * Makes all tests once, and shows what each found. What is not offered is skipped, what is broken or unclear fails.
     *
     * @return a test for each promise
     * @throws Exception if the server does not start
     */
    @TestFactory
    Stream<DynamicTest> promises() throws Exception {
        return ConformanceSuite.shown(conformance().run());
    }
}
