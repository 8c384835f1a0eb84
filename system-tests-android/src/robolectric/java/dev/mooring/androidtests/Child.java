package dev.mooring.androidtests;

import java.util.Arrays;
import org.junit.Test;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.SQLiteMode;

/** A process of its own that calls the main method of a class inside Robolectric. */
public final class Child {
    private static final String CALL = "android.child";

    private Child() {}

    /** The class, and what it is called with. */
    public static void main(String[] args) {
        System.setProperty(CALL, String.join("\n", args));
        Result result = JUnitCore.runClasses(Inside.class);
        result.getFailures().forEach(failure -> System.err.println(failure.getTrace()));
        System.exit(result.wasSuccessful() ? 0 : 1);
    }

    /** What Robolectric runs. */
    @RunWith(RobolectricTestRunner.class)
    @Config(sdk = 34)
    @SQLiteMode(SQLiteMode.Mode.NATIVE)
    public static final class Inside {
        @Test
        public void call() throws Exception {
            Faces.register();
            String[] call = System.getProperty(CALL, "").split("\n", -1);
            var main = Class.forName(call[0]).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) Arrays.copyOfRange(call, 1, call.length));
        }
    }
}
