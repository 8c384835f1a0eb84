package dev.mooring.sync.testing.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.recorded.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedExchangesTest {
    private static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/event-log");

    @Test
    void answersEveryRecordedRequestAsTheLiveServerDid() throws IOException {
        int replayed = 0;
        List<String> impossible = new ArrayList<>();
        for (Recording recording : Recording.all(FOLDER)) {
            EventLogServer server = EventLogServer.builder()
                    .flavour(
                            recording.file().compareTo("46") > 0
                                            && recording.file().compareTo("49") < 0
                                    ? Flavour.FULL
                                    : Flavour.BASE)
                    .build();
            RecordedStateRebuilder state = new RecordedStateRebuilder(server, recording);
            for (int i = 0; i < recording.steps().size(); i++) {
                Recording.Exchange step = recording.steps().get(i);
                String name = recording.file() + " step " + (i + 1);
                try {
                    state.before(step);
                } catch (RuntimeException e) {
                    impossible.add(name + ": " + e.getMessage());
                    continue;
                }
                same(name, step, server.handle(step.request()));
                replayed++;
            }
        }
        System.out.println("event-log stand-in: " + replayed + " recorded exchanges replayed, " + impossible.size()
                + " not rebuildable " + impossible);
        assertTrue(replayed > 70, "only " + replayed + " replayed");
        assertEquals(List.of(), impossible);
    }

    private static void same(String name, Recording.Exchange step, Reply reply) {
        assertEquals(step.body(), reply.text(), name);
        assertEquals(step.status(), reply.status(), name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        if (reply.status() != 204) {
            headers.put("Content-Length", Long.toString(reply.body().length()));
            assertEquals(
                    step.body().getBytes(StandardCharsets.UTF_8).length,
                    reply.body().length(),
                    name);
        }
        assertEquals(step.headers(), headers, name);
    }
}
