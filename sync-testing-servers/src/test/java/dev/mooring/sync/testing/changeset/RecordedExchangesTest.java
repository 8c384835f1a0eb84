package dev.mooring.sync.testing.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.recorded.Recording;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedExchangesTest {
    @Test
    void answersEveryRecordedRequestAsTheLiveServerDid() throws IOException {
        Map<String, RecordedServer> servers = new LinkedHashMap<>();
        RecordedServer.all().forEach(one -> servers.put(one.name, one));
        int replayed = 0;
        for (Recording recording : Recording.all(RecordedServer.FOLDER)) {
            RecordedServer recorded = servers.get(recording.file());
            if (recorded.frames().isEmpty()) {
                same(recorded, recording.steps().get(0));
                replayed++;
            }
        }
        assertEquals(5, replayed);
    }

    private static void same(RecordedServer recorded, Recording.Exchange step) {
        Reply reply = recorded.server.handle(step.request());
        assertEquals(step.body(), reply.text(), recorded.name);
        assertEquals(step.status(), reply.status(), recorded.name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        if (step.headers().containsKey("Content-Length")) {
            headers.put("Content-Length", Long.toString(reply.body().length()));
        }
        assertEquals(step.headers(), headers, recorded.name);
    }
}
