package dev.mooring.sync.testing.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Ear;
import dev.mooring.sync.testing.http.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLogTest {
    private final EventLogServer server = EventLogServer.builder().live(true).build();

    private static StoredEvent event(long sequence) {
        return new StoredEvent(sequence, "t", "e", "1", "p" + sequence);
    }

    private static String row(long sequence) {
        return "{\"sequence\":" + sequence
                + ",\"timestamp\":\"t\",\"event_type\":\"e\",\"schema_version\":1,\"payload\":\"p" + sequence + "\"}";
    }

    private static String message(long... sequences) {
        StringBuilder rows = new StringBuilder();
        for (long sequence : sequences) {
            rows.append(rows.length() == 0 ? "" : ",").append(row(sequence));
        }
        return "events " + sequences[sequences.length - 1] + " {\"events\":[" + rows + "]}";
    }

    private void put(long... sequences) {
        for (long sequence : sequences) {
            server.put("u1", event(sequence));
        }
    }

    private Ear listen(long since) {
        return Ear.stream(server, "/do/live?since=" + since, "u1");
    }

    private int sync(String since, long... sequences) {
        StringBuilder rows = new StringBuilder();
        for (long sequence : sequences) {
            rows.append(rows.length() == 0 ? "" : ",").append(row(sequence));
        }
        return server.handle(Request.of(
                        "POST", "/do/sync", "u1", "{\"events_since\":" + since + ",\"events\":[" + rows + "]}"))
                .status();
    }

    @Test
    void aPushIsOneMessageThatBeginsWithTheEventBefore() {
        put(1, 2);
        Ear ear = listen(2);
        Ear other = listen(2);
        assertEquals(List.of("open {\"latest\":2}"), ear.take());
        assertEquals(200, sync("2", 3, 4));
        assertEquals(List.of(message(2, 3, 4)), ear.take());
        assertEquals(List.of("open {\"latest\":2}", message(2, 3, 4)), other.take());
    }

    @Test
    void theFirstEventHasNoneBeforeIt() {
        Ear ear = listen(0);
        put(1);
        assertEquals(List.of("open {\"latest\":0}", message(1)), ear.take());
    }

    @Test
    void whatIsMissingAtTheBeginningComesAtOnce() {
        put(1, 2, 3);
        assertEquals(List.of("open {\"latest\":3}", message(1, 2, 3)), listen(1).take());
        assertEquals(
                List.of("open {\"latest\":3}"),
                Ear.stream(server, "/do/live?since=x", "u1").take());
    }

    @Test
    void whatDoesNotFitIsNews() {
        for (int i = 1; i <= 102; i++) {
            put(i);
        }
        assertEquals(
                List.of("open {\"latest\":102}", "news {\"latest\":102}"),
                listen(1).take());
        assertTrue(listen(2).take().get(1).startsWith("events 102 {\"events\":["));
        Ear ear = listen(102);
        ear.take();
        server.append("u1", "e", "x".repeat(LiveLog.MOST_BYTES));
        assertEquals(List.of("news {\"latest\":103}"), ear.take());
    }

    @Test
    void aLogThatIsShorterThanTheListenerIsAnotherOne() {
        put(1, 2);
        assertEquals(
                List.of(
                        "open {\"latest\":2}",
                        "moved {\"reason\":\"the log ends before 7\"}",
                        "closed 1000 the log ends before 7"),
                listen(7).take());
        Ear ear = listen(2);
        ear.take();
        server.truncate("u1", 1);
        assertEquals(List.of("moved {\"reason\":\"the log was cut\"}", "closed 1000 the log was cut"), ear.take());
        assertEquals(0, server.channels().open());
    }

    @Test
    void whatIsNoContinuationIsNews() {
        put(1, 3);
        Ear ear = listen(3);
        ear.take();
        put(2);
        assertEquals(List.of("news {\"latest\":3}"), ear.take());
        server.makeHole("u1", 1);
        assertEquals(List.of("news {\"latest\":3}"), ear.take());
        put(7);
        assertEquals(List.of(message(3, 7)), ear.take());
    }

    @Test
    void whatARefusedPushHasLeftBehindIsTold() {
        put(1, 2, 4);
        Ear ear = listen(4);
        ear.take();
        assertEquals(500, sync("2", 3, 4));
        assertEquals(List.of("news {\"latest\":4}"), ear.take());
    }

    @Test
    void usersHearTheirOwnLogAndNobodyHearsNothing() {
        Ear other = Ear.stream(server, "/do/live", "u2");
        Ear ear = listen(0);
        put(1);
        assertEquals(List.of("open {\"latest\":0}"), other.take());
        assertEquals(2, ear.take().size());
        assertEquals(List.of("refused 400"), Ear.stream(server, "/do/live", "").take());
        assertEquals(
                404,
                EventLogServer.builder()
                        .build()
                        .handle(Request.of("GET", "/do/live", "u1", ""))
                        .status());
    }
}
