package dev.mooring.examples.android;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.junit.runner.JUnitCore;
import org.robolectric.RuntimeEnvironment;

/** The process of the app is killed while it sends, and another one begins with the files that it left. */
public class KilledTest extends AppTest {
    @Test
    public void whatWasWrittenBeforeAKillIsThereAndIsSentOnce() throws Exception {
        server.write(TITLES);
        File left = new File(killed());
        File here = RuntimeEnvironment.getApplication().getDatabasePath(left.getName());
        Files.createDirectories(here.getParentFile().toPath());
        for (String end : new String[] {"", "-wal", "-shm"}) {
            Path from = Path.of(left.getPath() + end);
            if (Files.exists(from)) {
                Files.copy(from, Path.of(here.getPath() + end));
            }
        }
        try (Phone<TodoActivity> phone = Phone.open(TodoActivity.class)) {
            phone.untilSeen("Written before the end");
            phone.untilSeen("2 edits are kept here, to be sent.");
            phone.untilSeen("ada’s list · 7 open, 1 done");
            phone.picture("restarted-light");
            online(phone);
            phone.untilSeen("Everything is here and at the server.");
        }
        assertEquals(
                1,
                server.payloads(HomeServer.USER).stream()
                        .filter(payload -> payload.contains("Written before the end"))
                        .count());
    }

    /** Lets another JVM run {@link Doomed} until it kills itself. The server is away then. */
    private String killed() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx700m",
                "-Dserver=" + server.url()));
        for (String name : List.of(
                "robolectric.offline", "robolectric.dependency.dir", "org.slf4j.simpleLogger.defaultLogLevel")) {
            command.add("-D" + name + "=" + System.getProperty(name));
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), JUnitCore.class.getName(), Doomed.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        Runnable release = () -> {};
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.startsWith(Doomed.SYNCED)) {
                    release = server.hold();
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                }
            }
        }
        assertTrue("it ends", process.waitFor(60, TimeUnit.SECONDS));
        String last = lines.get(lines.size() - 1);
        assertTrue(String.join("\n", lines), last.startsWith(Doomed.WROTE) && process.exitValue() == Doomed.KILLED);
        release.run(); // The server takes what it was sent, and nobody hears its answer.
        server.shut();
        return last.substring(Doomed.WROTE.length());
    }
}
