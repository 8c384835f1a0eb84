package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those who listen are told, and that a listening writer keeps its lease. */
class LiveTest extends ServedTest {
    private final FakeClock clock = new FakeClock();
    private String facts;

    @Override
    Clock clock() {
        return clock;
    }

    @BeforeEach
    void lookUpFacts() {
        facts = ",\"history\":\""
                + server.get("/do/status").json().path("history").asText() + "\",\"fencing_token\":";
    }

    private String events(String... texts) {
        String joined = "";
        for (String text : texts) {
            joined += (joined.isEmpty() ? "" : ",") + Served.event(Long.parseLong(text.substring(1)), text);
        }
        return "{\"events\":[" + joined + "]" + facts + "0}";
    }

    @Test
    void aStreamBeginsWithTheEndOfTheLogAndTellsWhatFollows() throws Exception {
        server.push(0, "", "m1", "m2");
        try (Ear ear = Ear.stream(server, "anna", "")) {
            assertEquals("event: open|data: {\"latest\":2" + facts + "0}", sorted(ear.next()));
            server.push(2, "", "m3", "m4");
            assertEquals("event: events|id: 4|data: " + events("m2", "m3", "m4"), sorted(ear.next()));
        }
    }

    /** The order of the fields of a message says nothing. */
    private static String sorted(String message) {
        String[] lines = message.split("\\|");
        String event = "";
        String id = "";
        String data = "";
        for (String line : lines) {
            if (line.startsWith("event")) {
                event = line;
            } else if (line.startsWith("id")) {
                id = "|" + line;
            } else {
                data += "|" + line;
            }
        }
        return event + id + data;
    }

    @Test
    void aStreamBeginsWhereTheReaderIs() throws Exception {
        server.push(0, "", "m1", "m2");
        try (Ear ear = Ear.stream(server, "anna", "?since=0")) {
            ear.next();
            assertEquals("event: events|id: 2|data: " + events("m1", "m2"), sorted(ear.next()));
        }
        try (Ear ear = Ear.stream(server, "anna", "?since=9")) {
            ear.next();
            assertTrue(ear.next().startsWith("event: moved|"));
            assertEquals("end", ear.next());
        }
    }

    @Test
    void whatIsTooMuchForAMessageIsNews() throws Exception {
        try (Ear ear = Ear.stream(server, "anna", "?since=0")) {
            ear.next();
            server.push(0, "", IntStream.range(0, 101).mapToObj(i -> "m" + i).toArray(String[]::new));
            assertEquals("event: news|data: {\"latest\":101" + facts + "0}", sorted(ear.next()));
            server.push(101, "", "-" + "x".repeat(300_000));
            assertEquals("event: news|data: {\"latest\":102" + facts + "0}", sorted(ear.next()));
        }
    }

    @Test
    void nobodyHearsOfAnotherLog() throws Exception {
        try (Ear ear = Ear.stream(server, "bert", "")) {
            ear.next();
            server.push(0, "", "m1");
            server.with("X-User-Id", "bert").push(0, "", "m1");
            assertEquals("event: events|id: 1|data: " + events("m1"), sorted(ear.next()));
        }
    }

    @Test
    void aBeatKeepsTheLeaseOfTheWriterThatListens() throws Exception {
        server.push(0, ",\"writer\":\"a\"", "m1");
        try (Ear ear = Ear.stream(server, "anna", "?since=0&writer=a")) {
            ear.next();
            ear.next();
            clock.pass(Duration.ofSeconds(100));
            server.server.beat();
            while (server.get("/do/status")
                            .json()
                            .path("lease")
                            .path("expires_in_ms")
                            .asLong()
                    != 120_000) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aSocketTellsTheSameAndAnswersPings() throws Exception {
        server.push(0, ",\"writer\":\"a\"", "m1");
        try (Ear ear = Ear.socket(server, "anna", "?since=1&writer=a")) {
            assertEquals("{\"type\":\"open\",\"latest\":1" + facts + "1}", ear.next());
            clock.pass(Duration.ofSeconds(100));
            ear.say("ping");
            assertEquals("pong", ear.next());
            assertEquals(
                    120_000,
                    server.get("/do/status")
                            .json()
                            .path("lease")
                            .path("expires_in_ms")
                            .asLong());
            server.push(1, "", "m2");
            String events = events("m1", "m2").substring(1).replace("\"fencing_token\":0", "\"fencing_token\":1");
            assertEquals("{\"type\":\"event_push\"," + events, ear.next());
        }
        while (!server.get("/do/status")
                .json()
                .path("lease")
                .path("held_by")
                .asText()
                .isEmpty()) {
            Thread.onSpinWait(); // Closed in order, so given back.
        }
    }

    @Test
    void whoIsNobodyHearsNothing() {
        assertThrows(CompletionException.class, () -> Ear.socket(server, "", ""));
        server.with();
        assertEquals(400, server.get("/do/live").status());
    }
}
