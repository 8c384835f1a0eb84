package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformTest {
    private final EventLogServer base = EventLogServer.builder().build();
    private final EventLogServer strict =
            EventLogServer.builder().flavour(Flavour.STRICT).build();

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        base.start();
        strict.start();
    }

    @AfterEach
    void stop() {
        base.close();
        strict.close();
    }

    private static Shell.Result conform(EventLogServer server, String... more) {
        List<String> args = new ArrayList<>(List.of("conform", "--dialect", "event-log", "--url", server.url()));
        args.addAll(List.of(more));
        return Shell.runBare(args);
    }

    @Test
    void whatIsBrokenIsPrintedWithItsProof() {
        Shell.Result result = conform(base);
        result.ended(Exit.REFUSED);
        assertTrue(result.out().startsWith("at most "), result.out());
        assertTrue(result.out().contains("atomic-batch         BROKEN"), result.out());
        assertTrue(result.out().contains("the batch was refused, and the log has [1, 2, 3]"), result.out());
        assertTrue(result.out().contains("> POST do/sync "), result.out());
    }

    @Test
    void aPlanSendsNothing() {
        Shell.Result result = conform(base, "--plan");
        result.ended(Exit.DONE);
        assertTrue(result.out().contains("atomic-batch: A batch is stored whole or not at all."), result.out());
        assertEquals(0, base.requests());
    }

    @Test
    void reportsAreWrittenAndCompared() throws IOException {
        Path before = folder.resolve("before.json");
        Path html = folder.resolve("r.html");
        Path junit = folder.resolve("r.xml");
        conform(strict, "--report", before.toString(), "--html", html.toString(), "--junit", junit.toString());
        assertTrue(Files.readString(html).startsWith("<!doctype html>"));
        assertTrue(Files.readString(junit).contains("<testcase"));
        Shell.Result same = conform(strict, "--compare", before.toString());
        same.ended(Exit.DONE);
        assertTrue(same.out().endsWith("nothing is different\n"), same.out());
        Shell.Result worse = conform(base, "--compare", before.toString());
        worse.ended(Exit.REFUSED);
        assertTrue(worse.out().contains("atomic-batch: kept before, BROKEN now"), worse.out());
    }

    @Test
    void jsonIsOneObjectALine() {
        Shell.Result result = conform(base, "--json", "--requests", "20");
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(0).startsWith("{\"command\":\"conform\",\"bounds\":\"at most 20 requests"), lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"command\":\"conform\",\"promise\":\"first-push\""), lines.get(1));
        assertTrue(lines.get(lines.size() - 1).contains("\"requests\":20"), result.out());
    }

    @Test
    void aUsersNameStandsInAHeader() {
        conform(strict, "--header", "X-User-Id: {user}").printed("users-apart          kept");
    }

    @Test
    void anUnknownFamilyIsAQuestionOfUsage() {
        Shell.runBare(List.of("conform", "--dialect", "fax", "--url", base.url()))
                .ended(Exit.USAGE);
    }
}
