package dev.mooring.androidtests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs tests of Jupiter in the class loader of the caller. */
final class Suites {
    private Suites() {}

    /**
     * Runs classes, or {@code Class#method}. Leaves out what needs something that is not there: method to what it needs. A method that is no
     * more is a failure.
     */
    static void run(Collection<String> names, Map<String, String> notThere) throws Exception {
        Faces.register();
        List<DiscoverySelector> classes = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(name.split("#", 2)[0]);
            classes.add(name.contains("#") ? selectMethod(type, name.split("#", 2)[1]) : selectClass(type));
        }
        Set<String> leftOut = new TreeSet<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes)
                .filters((PostDiscoveryFilter) test -> filter(test, notThere, leftOut))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        leftOut.forEach(each -> System.out.println("NOT RUN: " + each + " needs " + notThere.get(each)));
        PrintWriter out = new PrintWriter(System.out, true);
        summary.printTo(out);
        summary.printFailuresTo(out, 12);
        assertEquals("left out", new TreeSet<>(notThere.keySet()), leftOut);
        assertTrue("no test was found", summary.getTestsFoundCount() > 0);
        assertEquals("failures", 0, summary.getTotalFailureCount());
    }

    private static FilterResult filter(TestDescriptor test, Map<String, String> notThere, Set<String> leftOut) {
        TestSource source = test.getSource().orElse(null);
        if (source instanceof MethodSource method && notThere.containsKey(method.getMethodName())) {
            leftOut.add(method.getMethodName());
            return FilterResult.excluded("needs " + notThere.get(method.getMethodName()));
        }
        return FilterResult.included("");
    }
}
