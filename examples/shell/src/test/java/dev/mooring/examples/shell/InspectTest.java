package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page over a file; and commands on a file that name neither its server nor its user. */
class InspectTest {
    @TempDir
    private Path folder;

    private String db() {
        return folder.resolve("a.db").toString();
    }

    @Test
    void aPageShowsWhatIsInTheFile() throws Exception {
        Shell.runBare(List.of("--db", db(), "--user", "ada", "put", "todo", "milk", "{\"title\":\"Buy milk\"}"))
                .ended(0);
        PipedInputStream printed = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(printed), true, StandardCharsets.UTF_8);
        int[] exit = {-1};
        Thread thread = new Thread(
                () -> exit[0] = Main.run(
                        List.of("--db", db(), "inspect", "--json"),
                        out,
                        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)),
                "inspect");
        thread.start();
        String line = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8)).readLine();
        URI page = URI.create(String.valueOf(Shell.parse(line).get("url")));
        assertTrue(get(page).contains("<title>Mooring inspector</title>"));
        String pending = get(page.resolve("pending?payloads=1"));
        assertTrue(pending.contains("Buy milk"), pending);
        thread.interrupt();
        thread.join();
        assertEquals(0, exit[0]);
    }

    private static String get(URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void theFileSaysWhoseItIs() {
        Shell.runBare(List.of("--db", db(), "--user", "ada", "put", "todo", "k", "1"))
                .ended(0);
        Shell.runBare(List.of("--db", db(), "put", "todo", "l", "2")).ended(0).printed("pending 2");
        Shell.runBare(List.of("--db", db(), "status")).ended(0).printed("pending 2");
        Shell.runBare(List.of("--db", db(), "--user", "ben", "status")).ended(5);
        assertTrue(Shell.runBare(List.of("--db", folder.resolve("b.db").toString(), "status"))
                .ended(2)
                .err()
                .contains("--user is missing"));
    }

    @Test
    void onlyWhatTalksToTheServerNeedsItsAddress() {
        Shell.runBare(List.of("--db", db(), "--user", "ada", "put", "todo", "k", "1"))
                .ended(0);
        for (List<String> command : List.of(
                List.of("sync"),
                List.of("watch"),
                List.of("call", "/x"),
                List.of("rebuild"),
                List.of("inspect", "--sync"))) {
            List<String> words = new java.util.ArrayList<>(List.of("--db", db()));
            words.addAll(command);
            assertTrue(Shell.runBare(words).ended(2).err().contains("--server is missing"), command::toString);
        }
    }

    @Test
    void aPortIsANumberOfOne() {
        Shell.runBare(List.of("--db", db(), "--user", "ada", "inspect", "--port", "70000"))
                .ended(2);
    }
}
