package dev.mooring.sync.testing.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.recorded.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedExchangesTest {
    private static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/op-log");
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-20T23:54:52.700Z"), ZoneOffset.UTC);

    @Test
    void answersEveryRecordedRequestAsTheLiveServerDid() throws IOException {
        int replayed = 0;
        for (Recording recording : Recording.all(FOLDER)) {
            boolean sessions = recording.file().contains("-auth-");
            OpLogServer server = OpLogServer.builder()
                    .clock(NOW)
                    .user("u1")
                    .sessions(sessions)
                    .build();
            RecordedStateRebuilder state = new RecordedStateRebuilder(server, recording);
            for (int i = 0; i < recording.steps().size(); i++) {
                Recording.Exchange step = recording.steps().get(i);
                state.before(step);
                same(recording.file() + " step " + (i + 1), step, server.handle(step.request()));
                replayed++;
            }
        }
        System.out.println("op-log stand-in: " + replayed + " recorded exchanges replayed");
        assertTrue(replayed > 60, "only " + replayed + " replayed");
    }

    private static void same(String name, Recording.Exchange step, Reply reply) {
        assertEquals(step.body(), reply.text(), name);
        assertEquals(step.status(), reply.status(), name);
        assertEquals(
                step.body().getBytes(StandardCharsets.UTF_8).length,
                reply.body().length(),
                name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        if (!headers.containsKey("Transfer-Encoding")) {
            headers.put("Content-Length", Long.toString(reply.body().length()));
        }
        assertEquals(step.headers(), headers, name);
    }
}
