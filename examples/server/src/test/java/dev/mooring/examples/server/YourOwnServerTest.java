package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.sync.testing.conformance.Conformance;
import dev.mooring.sync.testing.conformance.Family;
import dev.mooring.sync.testing.conformance.Report;
import dev.mooring.sync.testing.conformance.Verdict;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server does what {@code docs/your-own-server.md} says, and what the conformance kit asks for. */
class YourOwnServerTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", "../.."));

    @TempDir
    Path folder;

    @Test
    void everyExampleIsAnsweredAsDocumented() throws Exception {
        List<DocumentedExchange> examples = DocumentedExchange.in(ROOT.resolve("docs/your-own-server.md"));
        assertTrue(examples.size() >= 20, "only " + examples.size() + " examples");
        Map<String, JsonNode> names = new HashMap<>();
        try (Served server = Served.sqlite(folder)) {
            for (DocumentedExchange example : examples) {
                server.with("X-User-Id", example.user());
                Served.Heard heard = example.method().equals("GET")
                        ? server.get(example.path())
                        : server.post(example.path(), example.body());
                String what = example + " was answered " + heard.status() + " " + heard.json();
                assertEquals(example.status(), heard.status(), what);
                assertEquals("", DocumentedExchange.difference(example.answer(), heard.json(), names), what);
            }
        }
    }

    @Test
    void allPromisesAreKept() {
        try (Served server = Served.sqlite(folder)) {
            Report report = Conformance.of(Family.EVENT_LOG, server.url()).run();
            assertEquals(0, report.count(Verdict.BROKEN), report::text);
            assertEquals(0, report.count(Verdict.NOT_OFFERED), report::text);
        }
    }
}
