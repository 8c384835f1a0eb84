package dev.mooring.sync.android;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.Assert;
import org.junit.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.SQLiteMode;

/** Runs the tests of Jupiter inside Robolectric, whose runner is one of JUnit 4. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
@SQLiteMode(SQLiteMode.Mode.NATIVE)
public class RobolectricTest {
    @Test
    public void jupiterTests() throws Exception {
        List<DiscoverySelector> classes = new ArrayList<>();
        for (String name : System.getProperty(
                        "android.tests",
                        "AndroidStorageContract,AndroidDatabaseContract,AndroidConnectivityContract,AndroidLifecycleContract,"
                                + "CancellationContract,internal.ValuesContract,docs.SupportContract,docs.NotesContract")
                .split(",", -1)) {
            classes.add(selectClass(Class.forName("dev.mooring.sync.android." + name)));
        }
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(classes).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(System.out, true);
        summary.printTo(out);
        summary.printFailuresTo(out, 12);
        Assert.assertTrue("no test was found", summary.getTestsFoundCount() > 0);
        Assert.assertEquals("failures", 0, summary.getTotalFailureCount());
    }
}
