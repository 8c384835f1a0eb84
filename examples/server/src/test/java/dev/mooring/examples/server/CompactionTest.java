package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.examples.server.Served.Heard;
import dev.mooring.examples.server.log.LogId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is dropped, what stays, and that nobody is led astray by it. */
class CompactionTest extends ServedTest {
    private static final LogId ANNA = new LogId("anna", "");

    @BeforeEach
    void pushSome() {
        push(0, "k1", "m1");
        push(1, "k2", "m2");
        push(2, "k1", "m3");
        push(3, "", "m4");
        push(4, "k1", "m5");
        push(5, "k3", "m6");
    }

    private Heard push(long since, String key, String text) {
        return push(since, key, text, ",\"writer\":\"a\",\"fencing_token\":" + Math.min(1, since));
    }

    private Heard push(long since, String key, String text, String rest) {
        String event = Served.event(since + 1, text);
        String keyed = key.isEmpty() ? event : event.replaceAll("}$", ",\"key\":\"" + key + "\"}");
        return server.post("/do/sync", "{\"events_since\":" + since + ",\"events\":[" + keyed + "]" + rest + "}");
    }

    private List<Long> log(long since) {
        return server.get("/do/events?since=" + since).sequences();
    }

    @Test
    void theLastEventOfAKeyStaysAndSoDoesWhatHasNone() {
        assertEquals(1, server.server.compactor().compact(ANNA, 4));
        assertEquals(List.of(2L, 3L, 4L, 5L, 6L), log(0));
        Heard status = server.get("/do/status");
        assertEquals(5, status.json().path("event_count").asLong());
        assertEquals(6, status.json().path("latest_sequence").asLong());
        assertEquals(4, status.json().path("compacted_to").asLong());
        assertEquals(1, server.server.compactor().compact(ANNA, 99));
        assertEquals(List.of(2L, 4L, 5L, 6L), log(0));
        assertEquals(List.of(4L, 5L, 6L), log(3));
        assertEquals(0, server.server.compactor().compact(ANNA, 99));
        assertEquals(200, push(6, "k1", "m7").status());
    }

    @Test
    void theLastBatchOfAWriterStaysAsItsAnswerMayBeLost() {
        push(6, "k3", "m7", ",\"writer\":\"b\",\"fencing_token\":1");
        server.server.compactor().compact(ANNA, 99);
        assertEquals(List.of(2L, 4L, 5L, 6L, 7L), log(0));
        assertEquals(200, push(5, "k3", "m6").status());
        assertEquals(
                200, push(7, "", "m8", ",\"writer\":\"a\",\"fencing_token\":2").status());
        push(8, "", "m9", ",\"writer\":\"b\",\"fencing_token\":3");
        server.server.compactor().compact(ANNA, 99);
        assertEquals(List.of(2L, 4L, 5L, 7L, 8L, 9L), log(0));
    }

    @Test
    void whatAClientWithoutAWriterHasWrittenStays() {
        push(6, "k4", "m7", "");
        push(7, "k4", "m8", "");
        push(8, "k4", "m9");
        server.server.compactor().compact(ANNA, 99);
        assertEquals(List.of(2L, 4L, 5L, 6L, 7L, 8L, 9L), log(0));
    }

    @Test
    void whereNothingIsDroppedNothingIsSaid() {
        assertEquals(0, server.server.compactor().compact(ANNA, 2));
        assertEquals(0, server.get("/do/status").json().path("compacted_to").asLong());
    }

    @Test
    void logsThatHaveGrownAreCompactedOnce() {
        server.server.compactor().compactGrown(2);
        assertEquals(List.of(2L, 3L, 4L, 5L, 6L), log(0));
        push(6, "k1", "m7");
        server.server.compactor().compactGrown(2);
        assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 7L), log(0));
    }

    @Test
    void whoListensBehindAGapIsToldToPull() throws Exception {
        server.server.compactor().compact(ANNA, 99);
        try (Ear ear = Ear.stream(server, "anna", "?since=1")) {
            ear.next();
            assertEquals("event: news", ear.next().split("\\|")[0]);
        }
    }
}
