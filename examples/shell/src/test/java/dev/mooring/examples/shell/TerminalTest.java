package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that others have written reaches the terminal as an instruction to it, or as a line of the shell's own. */
class TerminalTest {
    private static final String EVIL = "\\u001b[31mRED\\u001b]0;pwn\\u0007\\nFAKE LINE\\u202e\\u009b\\u2028\\ud83d";

    @TempDir
    Path folder;

    private final MockWebServer server = new MockWebServer();
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                if (status != 200) {
                    return new MockResponse.Builder()
                            .code(status)
                            .body("{\"error\":\"bad " + EVIL + "\"}")
                            .build();
                }
                String body = path.endsWith("/status")
                        ? "{\"event_count\":1,\"latest_sequence\":1}"
                        : path.contains("/events")
                                ? "[{\"sequence\":1,\"type\":\"x\",\"payload\":{\"mooring\":{\"v\":1,"
                                        + "\"id\":\"00000000-0000-4000-8000-000000000001\",\"device\":\"d" + EVIL
                                        + "\",\"collection\":\"c\",\"key\":\"k" + EVIL + "\",\"kind\":\"put" + EVIL
                                        + "\"},\"data\":{\"x\":\"" + EVIL + "\"}},\"timestamp\":1,\"device_id\":\"d\"}]"
                                : "{\"events_accepted\":true}";
                return new MockResponse.Builder().body(body).build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void harmless(Shell.Result result) {
        for (String text : List.of(result.out(), result.err())) {
            text.codePoints()
                    .forEach(point -> assertFalse(
                            (Character.isISOControl(point) && point != '\n')
                                    || point == 0x202e
                                    || point == 0x2028
                                    || Character.getType(point) == Character.SURROGATE,
                            () -> "U+" + Integer.toHexString(point) + " in " + result));
            assertTrue(text.lines().noneMatch(line -> line.startsWith("FAKE")), result::toString);
        }
    }

    @Test
    void everyCommandShowsWhatOthersWroteAsOneHarmlessLine() {
        Shell shell = new Shell(folder.resolve("a.db"), server.url("/").toString());
        for (List<String> command : List.of(
                List.of("sync"),
                List.of("list", "c"),
                List.of("log"),
                List.of("status"),
                List.of("get", "c", "k"),
                List.of("put", "c\u001b[2J", "k\u0007", "{\"x\":\"\u009b\u202e\"}"),
                List.of("outbox"),
                List.of("list", "c\u001b[2J"),
                List.of("sync"),
                List.of("superseded"),
                List.of("\u001b]0;x\u0007"),
                List.of("status", "--frob\u001b", "1"))) {
            harmless(shell.run(command.toArray(String[]::new)));
        }
        status = 400;
        harmless(shell.run("sync"));
        status = 500;
        harmless(shell.run("sync"));
        harmless(shell.run("call", server.url("/x").toString()));
    }

    @Test
    void jsonGivesTheTextsExactlyAndEscaped() {
        Shell shell = new Shell(folder.resolve("a.db"), server.url("/").toString());
        shell.run("put", "c", "k\u001b\u202e", "\"\u2028\"");
        Shell.Result result = shell.run("list", "c", "--json");
        harmless(result);
        Map<String, Object> row = Shell.parse(result.out());
        assertEquals("k\u001b\u202e", row.get("key"));
        assertEquals("\"\u2028\"", row.get("payload"));
    }

    @Test
    void linesOfOurOwnStayLines() {
        assertEquals("a\nb\\u001b\n", Terminal.lines("a\nb\u001b\n"));
        assertTrue(Terminal.piece("x".repeat(1 << 20)).length() <= Terminal.PIECE);
    }
}
