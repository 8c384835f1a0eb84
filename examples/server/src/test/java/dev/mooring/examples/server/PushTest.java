package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.Served.Heard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a push may rely on: whole or not at all, at the end of the log or not at all, once. */
class PushTest extends ServedTest {
    private List<Long> log() {
        return server.get("/do/events?since=0").sequences();
    }

    @Test
    void aBatchIsStoredBehindTheLastEvent() {
        assertEquals(200, server.push(0, "", "a", "b").status());
        Heard second = server.push(2, "", "c");
        assertEquals(200, second.status());
        assertTrue(second.json().path("events_accepted").booleanValue());
        assertEquals(3, second.json().path("latest_sequence").asLong());
        assertEquals(List.of(1L, 2L, 3L), log());
        assertEquals(3, server.get("/do/status").json().path("event_count").asLong());
    }

    @Test
    void aStaleMarkerIsAConflictAndTellsWhatIsNew() {
        server.push(0, "", "a", "b");
        Heard stale = server.push(1, "", "c");
        assertEquals(409, stale.status());
        assertEquals("Sequence gap: expected 3, got 2", stale.error());
        assertEquals(List.of(2L), stale.sequences());
        assertEquals(List.of(1L, 2L), log());
    }

    @Test
    void aMarkerBehindTheEndMakesNoHole() {
        assertEquals(409, server.push(50, "", "a").status());
        assertEquals(409, server.post("/do/sync", "{\"events_since\":50}").status());
        assertEquals(List.of(), log());
    }

    @Test
    void aBatchWithAGapIsRefusedWhole() {
        String events = Served.event(1, "a") + "," + Served.event(3, "b");
        Heard gap = server.post("/do/sync", "{\"events\":[" + events + "]}");
        assertEquals(409, gap.status());
        assertEquals("Sequence gap at event 1: expected 2, got 3", gap.error());
        assertEquals(List.of(), log());
    }

    @Test
    void aRepetitionIsAnsweredAsTheFirstTime() {
        server.push(0, "", "a", "b");
        server.push(2, "", "c");
        Heard again = server.push(0, "", "a", "b");
        assertEquals(200, again.status());
        assertEquals(List.of(3L), again.sequences());
        assertEquals(List.of(1L, 2L, 3L), log());
    }

    @Test
    void aMutationThatIsStoredElsewhereIsAConflictThatSaysWhere() {
        server.push(0, "", "a", "b");
        Heard elsewhere = server.push(2, "", "c", "a");
        assertEquals(409, elsewhere.status());
        assertEquals("Mutation a is stored at sequence 1", elsewhere.error());
        assertEquals(List.of(1L, 2L), log());
        Heard behind = server.push(1, "", "b", "c");
        assertEquals(409, behind.status());
        assertEquals(List.of(2L), behind.sequences());
    }

    @Test
    void anotherHistoryIsRefusedBeforeAnythingElse() {
        Heard first = server.push(0, "", "a");
        String history = first.json().path("history").asText();
        assertFalse(history.isEmpty());
        assertEquals(
                200, server.push(1, ",\"history\":\"" + history + "\"", "b").status());
        Heard other = server.push(2, ",\"history\":\"other\"", "c");
        assertEquals(409, other.status());
        assertEquals("Another history", other.error());
        assertEquals(history, other.json().path("history").asText());
        assertEquals(List.of(1L, 2L), log());
    }

    @Test
    void oneLogIsNotAnother() {
        server.push(0, "", "a");
        server.with("X-User-Id", "bert");
        assertEquals(List.of(), log());
        assertEquals(200, server.push(0, "", "a").status());
        server.with("X-User-Id", "anna", "X-Scope", "work");
        assertEquals(List.of(), log());
        server.with();
        assertEquals(400, server.get("/do/status").status());
    }

    @Test
    void anAnswerIsAPage() {
        String[] texts = IntStream.range(0, 1500).mapToObj(i -> "m" + i).toArray(String[]::new);
        server.push(0, "", texts);
        Heard first = server.post("/do/sync", "{\"events_since\":0}");
        assertEquals(1000, first.sequences().size());
        assertTrue(first.json().path("more").booleanValue());
        Heard second = server.post("/do/sync", "{\"events_since\":1000}");
        assertEquals(500, second.sequences().size());
        assertFalse(second.json().path("more").booleanValue());
        Heard bare = server.get("/do/events?since=0");
        assertEquals(1000, bare.sequences().size());
        assertEquals("true", bare.response().headers().firstValue("X-More").orElse(""));
    }

    @Test
    void aPageEndsWhereItIsLargeEnough() {
        String text = "-" + "x".repeat(1_500_000);
        for (int i = 0; i < 5; i++) {
            assertEquals(200, server.push(i, "", text).status());
        }
        Heard first = server.post("/do/sync", "{}");
        assertEquals(List.of(1L, 2L, 3L), first.sequences());
        assertTrue(first.json().path("more").booleanValue());
    }

    @Test
    void whatIsTooLargeIs413() {
        assertEquals(413, server.push(0, "", "-" + "x".repeat(1_900_000)).status());
        String[] texts = IntStream.range(0, 5001).mapToObj(i -> "-").toArray(String[]::new);
        assertEquals(413, server.push(0, "", texts).status());
        assertEquals(413, server.post("/do/sync", " ".repeat((8 << 20) + 1)).status());
        assertEquals(List.of(), log());
    }

    @Test
    void whatIsMalformedIs400() {
        for (String body : List.of(
                "",
                "x",
                "[]",
                "null",
                "{} {}",
                "{\"events_since\":\"1\"}",
                "{\"events\":{}}",
                "{\"events\":[null]}",
                "{\"events\":[{\"sequence\":1}]}",
                "{\"events_since\":1.5}",
                "{\"writer\":\"server\"}",
                "{\"events\":[" + Served.event(1, "a") + "," + Served.event(2, "a") + "]}")) {
            assertEquals(400, server.post("/do/sync", body).status(), body);
        }
        assertEquals(404, server.get("/do/nothing").status());
    }

    @Test
    void textsComeBackExactly() {
        server.push(0, "", "-\\u0000 \\ud83d\\ude00 \\ud800 \\\" \\\\ ä");
        String back = server.get("/do/events").json().get(0).path("payload").asText();
        assertEquals("-\u0000 \ud83d\ude00 \ud800 \" \\ ä", back);
    }

    @Test
    void theCountersTellWhatHappened() {
        server.push(0, "", "a", "b");
        server.push(0, "", "a", "b");
        server.push(1, "", "c");
        server.push(2, ",\"history\":\"x\"", "c");
        server.get("/do/nothing");
        List<String> lines = server.text("/metrics").lines().toList();
        for (String line : List.of(
                "mooring_events_stored_total 2",
                "mooring_exchanges_total{kind=\"push\",outcome=\"stored\"} 1",
                "mooring_exchanges_total{kind=\"push\",outcome=\"replayed\"} 1",
                "mooring_exchanges_total{kind=\"push\",outcome=\"gap\"} 1",
                "mooring_exchanges_total{kind=\"push\",outcome=\"history\"} 1",
                "mooring_answers_total{status=\"409\"} 2",
                "mooring_refused_total{status=\"404\"} 1",
                "mooring_listeners 0")) {
            assertTrue(lines.contains(line), line + " is not in " + lines);
        }
    }

    @Test
    void racingWritersHaveOneWinnerForEachPlace() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Heard> taken = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            String name = "w" + i;
            Thread thread = new Thread(() -> {
                long since = 0;
                for (int j = 0; j < 10; ) {
                    Heard heard = server.push(since, "", name + "-" + j);
                    since = heard.json().path("latest_sequence").asLong();
                    if (heard.status() == 200) {
                        taken.add(heard);
                        j++;
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(80, taken.size());
        assertEquals(LongStream.rangeClosed(1, 80).boxed().toList(), log());
    }
}
