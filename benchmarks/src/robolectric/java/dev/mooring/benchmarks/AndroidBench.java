package dev.mooring.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.Test;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.SQLiteMode;

/** The storage for Android beside raw {@code android.database.sqlite}, both inside Robolectric with the SQLite of Android 14. */
final class AndroidBench {
    private static final Path TARGET = Path.of("benchmarks", "target");

    private AndroidBench() {}

    /** In a JVM of its own, which has what Robolectric needs. */
    static void run() throws Exception {
        String name = Objects.requireNonNull(System.getProperty("bench.android", "local-writes"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + (name.equals("apply") ? "256m" : "1g"));
        command.add("-XX:+UseSerialGC");
        command.add("-Drobolectric.offline=true");
        command.add("-Drobolectric.dependency.dir="
                + System.getProperty(
                        "bench.robolectric", TARGET.resolve("robolectric").toString()));
        System.getProperties().stringPropertyNames().stream()
                .filter(each -> each.startsWith("bench."))
                .forEach(each -> command.add("-D" + each + "=" + System.getProperty(each)));
        command.add("-cp");
        command.add(System.getProperty("java.class.path") + ":"
                + TARGET.resolve("monitor").resolve("classes.jar"));
        command.add(Main.class.getName());
        command.add("child");
        command.add(AndroidBench.class.getName());
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(name + " ended with " + exit);
        }
    }

    static void child() {
        Result result = JUnitCore.runClasses(Inside.class);
        result.getFailures().forEach(failure -> System.out.println(failure.getTrace()));
        System.exit(result.wasSuccessful() ? 0 : 1);
    }

    /** What Robolectric runs. */
    @RunWith(RobolectricTestRunner.class)
    @Config(sdk = 34)
    @SQLiteMode(SQLiteMode.Mode.NATIVE)
    public static final class Inside {
        @Test
        public void bench() throws Exception {
            switch (System.getProperty("bench.android", "local-writes")) {
                case "local-writes" -> AndroidLocalWrites.run();
                case "captured-writes" -> AndroidCapturedWrites.run();
                case "apply" -> AndroidApply.run();
                default -> System.out.println("-Dbench.android=local-writes|captured-writes|apply");
            }
        }
    }
}
