package dev.mooring.sync.testing.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.recorded.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedExchangesTest {
    private static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/row-sync");

    @Test
    void answersEveryRecordedRequestAsTheLiveServerDid() throws IOException {
        int replayed = 0;
        for (Recording recording : Recording.all(FOLDER)) {
            RecordedState state = new RecordedState(recording);
            for (int i = 0; i < recording.steps().size(); i++) {
                Recording.Exchange step = recording.steps().get(i);
                state.before(i);
                same(recording.file() + " step " + (i + 1), step, state.server().handle(state.request(i)));
                state.after(i);
                replayed++;
            }
        }
        assertEquals(78, replayed);
    }

    private static void same(String name, Recording.Exchange step, Reply reply) {
        assertEquals(step.body(), reply.text(), name);
        assertEquals(step.status(), reply.status(), name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Content-Length", Long.toString(reply.body().length()));
        assertEquals(
                step.body().getBytes(StandardCharsets.UTF_8).length,
                reply.body().length(),
                name);
        assertEquals(step.headers(), headers, name);
    }
}
