package dev.mooring.sync.testing.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.recorded.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedExchangesTest {
    private static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/entity-sync");

    @Test
    void answersEveryRecordedRequestAsTheLiveServerDid() throws IOException {
        int replayed = 0;
        for (Recording recording : Recording.all(FOLDER)) {
            RecordedStateRebuilder state = new RecordedStateRebuilder(recording);
            for (int i = 0; i < recording.steps().size(); i++) {
                Recording.Exchange step = recording.steps().get(i);
                state.before(step);
                same(recording.file() + " step " + (i + 1), step, state.server().handle(state.request(step)));
                replayed++;
            }
        }
        System.out.println("entity-sync stand-in: " + replayed + " recorded exchanges replayed");
        assertTrue(replayed > 50, "only " + replayed + " replayed");
    }

    private static void same(String name, Recording.Exchange step, Reply reply) {
        assertEquals(step.body(), reply.text(), name);
        assertEquals(step.status(), reply.status(), name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Content-Length", Long.toString(reply.body().length()));
        assertEquals(step.headers(), headers, name);
    }
}
