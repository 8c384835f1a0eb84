package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.examples.server.Served.Heard;
import dev.mooring.examples.server.log.LogId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped, what stays, and that nobody is led astray by it. */
class CompactionTest {
    private static final LogId ANNA = new LogId("anna", "");

    @TempDir
    Path folder;

    private Served server;

    /** Serves over an empty database. */
    Served begin() {
        return Served.sqlite(folder, Clock.systemUTC());
    }

    @BeforeEach
    void serve() {
        server = begin();
        push(0, "k1", "m1");
        push(1, "k2", "m2");
        push(2, "k1", "m3");
        push(3, "", "m4");
        push(4, "k1", "m5");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Heard push(long since, String key, String text) {
        String event = Served.event(since + 1, text);
        String keyed = key.isEmpty() ? event : event.replaceAll("}$", ",\"key\":\"" + key + "\"}");
        return server.post("/do/sync", "{\"events_since\":" + since + ",\"events\":[" + keyed + "]}");
    }

    private List<Long> log(long since) {
        return server.get("/do/events?since=" + since).sequences();
    }

    @Test
    void theLastEventOfAKeyStaysAndSoDoesWhatHasNone() {
        assertEquals(1, server.server.compactor().compact(ANNA, 4));
        assertEquals(List.of(2L, 3L, 4L, 5L), log(0));
        Heard status = server.get("/do/status");
        assertEquals(4, status.json().path("event_count").asLong());
        assertEquals(5, status.json().path("latest_sequence").asLong());
        assertEquals(4, status.json().path("compacted_to").asLong());
        assertEquals(1, server.server.compactor().compact(ANNA, 99));
        assertEquals(List.of(2L, 4L, 5L), log(0));
        assertEquals(List.of(4L, 5L), log(3));
        assertEquals(0, server.server.compactor().compact(ANNA, 99));
        assertEquals(200, push(5, "k1", "m6").status());
    }

    @Test
    void whereNothingIsDroppedNothingIsSaid() {
        assertEquals(0, server.server.compactor().compact(ANNA, 2));
        assertEquals(0, server.get("/do/status").json().path("compacted_to").asLong());
    }

    @Test
    void aLateRepetitionOfWhatWasDroppedIsStillKnown() {
        server.server.compactor().compact(ANNA, 5);
        assertEquals(200, push(0, "k1", "m1").status());
        Heard elsewhere = push(5, "k1", "m3");
        assertEquals(409, elsewhere.status());
        assertEquals(3, elsewhere.json().path("stored").path("m3").asLong());
        assertEquals(List.of(2L, 4L, 5L), log(0));
    }

    @Test
    void logsThatHaveGrownAreCompactedOnce() {
        server.server.compactor().compactGrown(2);
        assertEquals(List.of(2L, 3L, 4L, 5L), log(0));
        push(5, "k1", "m6");
        server.server.compactor().compactGrown(2);
        assertEquals(List.of(2L, 3L, 4L, 5L, 6L), log(0));
    }

    @Test
    void whoListensBehindAGapIsToldToPull() throws Exception {
        server.server.compactor().compact(ANNA, 5);
        try (Ear ear = Ear.stream(server, "anna", "?since=1")) {
            ear.next();
            assertEquals("event: news", ear.next().split("\\|")[0]);
        }
    }
}
