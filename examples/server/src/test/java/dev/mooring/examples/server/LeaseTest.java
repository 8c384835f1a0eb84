package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.Served.Heard;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may write, and what the server's own events wait for. */
class LeaseTest extends ServedTest {
    private final FakeClock clock = new FakeClock();

    @Override
    Clock clock() {
        return clock;
    }

    private Heard push(String writer, long token, long since, String... texts) {
        return server.push(since, ",\"writer\":\"" + writer + "\",\"fencing_token\":" + token, texts);
    }

    private Heard pull(String writer, long since) {
        return server.post("/do/sync", "{\"events_since\":" + since + ",\"writer\":\"" + writer + "\"}");
    }

    private Heard status() {
        return server.get("/do/status");
    }

    private String holder() {
        return status().json().path("lease").path("held_by").asText();
    }

    private Heard release(String writer, long token) {
        return server.post(
                "/do/lease", "{\"writer\":\"" + writer + "\",\"fencing_token\":" + token + ",\"release\":true}");
    }

    private Heard cron() {
        return server.post("/do/cron", "{\"trigger\":\"0 * * * *\",\"scheduledTime\":123}");
    }

    private List<Long> log() {
        return server.get("/do/events").sequences();
    }

    @Test
    void theFirstPushTakesTheLease() {
        Heard first = push("a", 0, 0, "m1");
        assertEquals(200, first.status());
        assertEquals(1, first.token());
        assertTrue(first.json().path("lease").path("held").booleanValue());
        assertEquals(120_000, first.json().path("lease").path("expires_in_ms").asLong());
        assertEquals(200, push("a", 1, 1, "m2").status());
        assertEquals(1, status().token());
        assertEquals("a", holder());
    }

    @Test
    void anOldTokenIsFencedUntilWhatWasWrittenIsSeen() {
        push("a", 0, 0, "m1");
        Heard fenced = push("b", 0, 1, "m2");
        assertEquals(409, fenced.status());
        assertTrue(fenced.error().startsWith("Fenced: "), fenced.error());
        assertEquals(1, fenced.token());
        assertFalse(fenced.json().path("lease").path("held").booleanValue());
        Heard taken = push("b", 1, 1, "m2");
        assertEquals(200, taken.status());
        assertEquals(2, taken.token());
        Heard old = push("a", 1, 1, "m3");
        assertEquals(409, old.status());
        assertEquals(List.of(2L), old.sequences());
        assertEquals(List.of(1L, 2L), log());
    }

    @Test
    void aRepeatedFirstPushIsNotFenced() {
        push("a", 0, 0, "m1");
        Heard again = push("a", 0, 0, "m1");
        assertEquals(200, again.status());
        assertEquals(1, again.token());
        assertEquals(List.of(1L), log());
    }

    @Test
    void aClientWithoutLeasesIsCheckedByItsMarkerAlone() {
        push("a", 0, 0, "m1");
        assertEquals(200, server.push(1, "", "m2").status());
        assertEquals("a", holder());
        assertEquals(1, status().token());
        assertEquals(409, push("a", 1, 1, "m3").status());
        assertEquals(200, push("a", 1, 2, "m3").status());
    }

    @Test
    void pullsOfTheHolderRenewAndThoseOfOthersDoNot() {
        push("a", 0, 0, "m1");
        clock.pass(Duration.ofSeconds(100));
        assertEquals(1, pull("b", 0).token());
        assertEquals(20_000, status().json().path("lease").path("expires_in_ms").asLong());
        assertTrue(pull("a", 1).json().path("lease").path("held").booleanValue());
        assertEquals(
                120_000, status().json().path("lease").path("expires_in_ms").asLong());
        clock.pass(Duration.ofSeconds(100));
        server.get("/do/events?since=1&writer=a");
        assertEquals(
                120_000, status().json().path("lease").path("expires_in_ms").asLong());
        clock.pass(Duration.ofSeconds(120));
        assertEquals("", holder());
        assertEquals(200, push("a", 1, 1, "m2").status());
        assertEquals(1, status().token());
    }

    @Test
    void theServerWritesAtOnceWhileNobodyHoldsTheLease() {
        assertEquals(1, cron().json().path("sequence").asLong());
        assertEquals("server", holder());
        assertEquals(1, status().token());
        assertEquals(2, cron().json().path("sequence").asLong());
        assertEquals(1, status().token());
        assertEquals(409, push("a", 0, 2, "m1").status());
        assertEquals(200, push("a", 1, 2, "m1").status());
        assertEquals("a", holder());
    }

    @Test
    void whatTheServerWritesWaitsForTheHolderAndComesBehindItsEvents() {
        push("a", 0, 0, "m1");
        Heard waits = cron();
        assertEquals(200, waits.status());
        assertTrue(waits.json().path("waits").booleanValue());
        assertEquals(List.of(1L), log());
        Heard next = push("a", 1, 1, "m2");
        assertEquals(200, next.status());
        assertEquals(List.of(3L), next.sequences());
        assertEquals(3, next.json().path("latest_sequence").asLong());
        assertEquals(
                "cron_result",
                next.json().path("server_events").get(0).path("event_type").asText());
        assertEquals(1, next.token());
        assertEquals("a", holder());
        assertEquals(200, push("a", 1, 3, "m3").status());
    }

    @Test
    void aPullOfTheHolderBringsWhatWaits() {
        push("a", 0, 0, "m1");
        cron();
        assertEquals(List.of(), pull("b", 1).sequences());
        assertEquals(List.of(2L), pull("a", 1).sequences());
        assertEquals(200, push("a", 1, 2, "m2").status());
    }

    @Test
    void whatWaitsIsAppendedWhenTheLeaseIsGivenBack() {
        push("a", 0, 0, "m1");
        cron();
        assertEquals("a", release("a", 0).json().path("lease").path("held_by").asText());
        assertEquals(
                "server", release("a", 1).json().path("lease").path("held_by").asText());
        assertEquals(List.of(1L, 2L), log());
        assertEquals(2, status().token());
        assertEquals(409, push("a", 1, 1, "m2").status());
        assertEquals(200, push("a", 2, 2, "m2").status());
        assertEquals("", release("a", 3).json().path("lease").path("held_by").asText());
        assertEquals(200, push("a", 3, 3, "m3").status());
    }

    @Test
    void whatWaitsIsAppendedWhenTheLeaseHasExpired() {
        push("a", 0, 0, "m1");
        cron();
        server.server.doDue();
        assertEquals(List.of(1L), log());
        clock.pass(Duration.ofSeconds(120));
        server.server.doDue();
        assertEquals(List.of(1L, 2L), log());
        assertEquals("server", holder());
        assertEquals(2, status().token());
    }

    @Test
    void aSignOfLifeRenewsAndLetsWait() {
        push("a", 0, 0, "m1");
        cron();
        clock.pass(Duration.ofSeconds(100));
        Heard alive = server.post("/do/lease", "{\"writer\":\"a\",\"fencing_token\":1}");
        assertEquals(120_000, alive.json().path("lease").path("expires_in_ms").asLong());
        assertEquals(List.of(1L), log());
        assertEquals(400, server.post("/do/lease", "{}").status());
    }

    @Test
    void aWebhookThatIsDeliveredTwiceIsOneEvent() {
        server.with("X-User-Id", "anna", "Idempotency-Key", "evt_1");
        Heard first = server.post("/do/webhook/stripe", "{\"id\":\"evt_1\",\"name\":\"\\ud800ä\"}");
        assertEquals("/webhook/stripe", first.json().path("webhook_path").asText());
        assertEquals(1, first.json().path("sequence").asLong());
        assertEquals(
                1,
                server.post("/do/webhook/stripe", "{\"id\":\"evt_1\"}")
                        .json()
                        .path("sequence")
                        .asLong());
        server.with("X-User-Id", "anna");
        push("a", 1, 1, "m1");
        server.with("X-User-Id", "anna", "Idempotency-Key", "evt_2");
        server.post("/do/webhook/stripe", "{}");
        server.post("/do/webhook/stripe", "{}");
        server.with("X-User-Id", "anna");
        assertEquals(List.of(3L), pull("a", 2).sequences());
        assertEquals(
                "{\"webhook_path\":\"/webhook/stripe\",\"data\":{\"id\":\"evt_1\",\"name\":\"\\uD800\\u00E4\"}}",
                server.get("/do/events").json().get(0).path("payload").asText());
    }

    @Test
    void anAlarmRingsOnce() {
        Heard set = server.post("/do/schedule-alarm", "{\"delayMs\":200,\"meta\":{\"k\":1}}");
        assertTrue(set.json().path("alarm_scheduled").booleanValue());
        server.server.doDue();
        assertEquals(List.of(), log());
        clock.pass(Duration.ofSeconds(1));
        server.server.doDue();
        server.server.doDue();
        Heard log = server.get("/do/events");
        assertEquals(List.of(1L), log.sequences());
        assertEquals("proxy_minted", log.json().get(0).path("event_type").asText());
        assertEquals(
                "2026-11-20T10:00:00.200Z", log.json().get(0).path("timestamp").asText());
        assertEquals(
                "{\"type\":\"alarm_fired\",\"meta\":{\"k\":1}}",
                log.json().get(0).path("payload").asText());
        assertEquals(400, server.post("/do/schedule-alarm", "{}").status());
        assertEquals(400, server.post("/do/schedule-alarm", "{\"delayMs\":-1}").status());
    }

    @Test
    void onlyTheServerMints() {
        String event = Served.event(1, "m1").replace("user_action", "proxy_minted");
        Heard minted = server.post("/do/sync", "{\"events\":[" + event + "]}");
        assertEquals(403, minted.status());
        assertFalse(minted.json().path("events_accepted").booleanValue());
        assertEquals(400, push("server", 0, 0, "m1").status());
    }
}
