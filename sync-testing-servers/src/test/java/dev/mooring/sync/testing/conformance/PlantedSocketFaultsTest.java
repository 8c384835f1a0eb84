package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The kit finds each fault that is planted into the sockets of a server. */
class PlantedSocketFaultsTest {
    /** Runs wait for what a faulty server does not say, so some of them go on at the same time. */
    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private Supplier<Report> begun(Supplier<Report> run) {
        CompletableFuture<Report> report = CompletableFuture.supplyAsync(run, pool);
        return report::join;
    }

    /** By the first promise that the fault breaks, without a look at the others. */
    @TestFactory
    Stream<DynamicContainer> faults() {
        return Plot.overSockets().stream().map(this::quick);
    }

    private <F> DynamicContainer quick(Plot<F> plot) {
        Set<String> firsts = new HashSet<>();
        plot.faults().forEach(each -> firsts.add(each.breaks().get(0)));
        Report good = plot.run().apply(plot.none(), firsts::contains);
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest(
                "without a fault",
                () -> assertTrue(Verdicts.ids(good, Verdict.BROKEN).isEmpty(), good::text)));
        for (Planted<F> planted : plot.faults()) {
            String first = planted.breaks().get(0);
            Supplier<Report> run = begun(() -> plot.run().apply(planted.fault().get(), first::equals));
            tests.add(DynamicTest.dynamicTest(planted.id(), () -> {
                Report report = run.get();
                assertFalse(report.findings().isEmpty(), () -> first + " is a promise");
                assertTrue(Verdicts.ids(report, Verdict.BROKEN).contains(first), report::text);
            }));
        }
        return DynamicContainer.dynamicContainer(plot.name(), tests);
    }

    /** And it blames no other promise. */
    @TestFactory
    @Tag("long")
    Stream<DynamicContainer> faultsAndNothingElse() {
        return Plot.overSockets().stream().map(plot -> PlantedFaultsTest.family(plot, 1, this::begun));
    }
}
