package dev.mooring.androidtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.SQLiteMode;

/** Suites that are written for sqlite-jdbc, on Android's SQLite, inside Robolectric. {@link NamedSuites} runs others. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
@SQLiteMode(SQLiteMode.Mode.NATIVE)
public class SuitesTest {
    private static final String ENGINE = "dev.mooring.sync.sqlite.internal.";
    private static final List<String> ENGINES = List.of(
            "apply.AnyOrderTest",
            "apply.PlacingTest",
            "apply.TableHandlerTest",
            "capture.AdoptionTest",
            "capture.CaptureTest",
            "capture.ExactValuesTest",
            "capture.JournalTest",
            "capture.RandomStatementsTest",
            "capture.RefusalTest",
            "capture.ReplaceTest",
            "capture.SchemaChangeTest",
            "format.ExactTest",
            "format.FormatsTest",
            "store.OutboxKeysTest");

    /** What Android 14's SQLite, 3.32, has not, or has otherwise. */
    private static final Map<String, String> NOT_THERE = new LinkedHashMap<>();

    static {
        NOT_THERE.put(
                "unknownColumnsOfAnUpdateThatItDidNotChangeCountWhereNothingIsKnown",
                "functions for JSON, which Robolectric's build lacks");
        NOT_THERE.put("noKeyOrNoTable", "FTS5, which Robolectric's build lacks");
        NOT_THERE.put(
                "whatIsRenamedWhenNothingIsPendingIsCapturedUnderItsNewName",
                "a rename that follows into triggers, for a connection that stays open (docs/android.md)");
    }

    @Test
    public void suitesOfTheEngine() throws Exception {
        List<String> names = new ArrayList<>();
        ENGINES.forEach(each -> names.add(ENGINE + each));
        Suites.run(names, NOT_THERE);
    }

    @Test
    public void tablesComeOutTheSame() throws Exception {
        Suites.run(List.of("dev.mooring.systemtests.tables.DifferentialTest"), Map.of());
    }

    @Test
    public void rowsAboveTheWindow() throws Exception {
        Suites.run(List.of("dev.mooring.systemtests.tables.LargeRowsContract"), Map.of());
    }

    @Test
    public void coroutinesThatAreCancelled() throws Exception {
        Suites.run(List.of("dev.mooring.systemtests.tables.CoroutinesContract"), Map.of());
    }

    @Test
    public void devicesThatAreSimulated() throws Exception {
        Suites.run(
                List.of("dev.mooring.systemtests.simulation.TablesSimulationTest#tablesAreThatThroughTrouble"),
                Map.of());
    }

    @Test
    public void processesThatAreKilled() throws Exception {
        Suites.run(
                List.of("dev.mooring.systemtests.crash.CrashTest", "dev.mooring.systemtests.crash.TablesCrashTest"),
                Map.of());
    }

    @Test
    public void processesThatAreStopped() throws Exception {
        Suites.run(List.of("dev.mooring.systemtests.tables.StoppedProcessTest"), Map.of());
    }
}
