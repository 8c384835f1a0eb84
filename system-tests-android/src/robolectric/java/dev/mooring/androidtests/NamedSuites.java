package dev.mooring.androidtests;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.SQLiteMode;

/** {@code -Dtest=NamedSuites -Dandroid.suites=A,B}: runs these classes. No build does. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
@SQLiteMode(SQLiteMode.Mode.NATIVE)
public class NamedSuites {
    @Test
    public void classes() throws Exception {
        Suites.run(List.of(System.getProperty("android.suites", "").split(",", -1)), Map.of());
    }
}
