package dev.mooring.examples.todo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A device whose power fails at the worst moment: the server has stored its mutation, and the answer is on its way. It runs
 * as a process of its own, since no code of it may run afterwards.
 */
public final class Crash {
    private static final int POWER_FAILED = 137;

    private Crash() {}

    /**
     * Adds an item, syncs, and dies before the answer arrives.
     *
     * @param args the device's name, its file, the server's URL, and the item's title
     * @throws SQLException if the file cannot be written
     */
    public static void main(String[] args) throws SQLException {
        Device device = Device.start(args[0], Path.of(args[1]), args[2]);
        device.network.befallNextAnswerToAPush(() -> Runtime.getRuntime().halt(POWER_FAILED));
        device.list.add(args[3]);
        device.sync();
        device.close();
    }

    /** Runs {@link #main} in a child process. */
    static void run(String name, Path file, String serverUrl, String title) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Crash.class.getName(),
                        name,
                        file.toString(),
                        serverUrl,
                        title)
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = child.waitFor();
        if (exit != POWER_FAILED) {
            throw new IllegalStateException("the crashing device ended with " + exit + ": " + said);
        }
    }
}
