package dev.mooring.systemtests.messages;

import dev.mooring.sync.internal.status.StatusFacts;
import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.internal.status.StatusRule;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a status says in words: each state of a client is made of its facts, and explained. */
class StatusMessagesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final long NANOS = 1_000_000_000L;

    /** Switched on, and all is well; then what makes it otherwise. */
    private static SyncStatus status(Consumer<StatusFacts> otherwise, Set<String> unlisted) {
        StatusFacts facts = new StatusFacts(Thresholds.DEFAULT);
        facts.power = Power.ON;
        facts.poweredAt = NOW;
        facts.verified(NOW);
        facts.current = true;
        facts.caughtUpNanos = NANOS;
        facts.caughtUpAt = NOW;
        facts.contact = new Contact(NOW, NOW, NOW);
        facts.nextAttempt = NOW.plusSeconds(10);
        otherwise.accept(facts);
        return new StatusRule(Thresholds.DEFAULT, Duration.ofSeconds(10), Live.DEFAULT, unlisted)
                .status(facts, facts.counts(null, 0), NOW, NANOS);
    }

    private static Callable<String> says(Consumer<StatusFacts> otherwise) {
        return () -> status(otherwise, Set.of()).explain();
    }

    /** Of a client with a collection that comes by the channel alone, which has not shown it since the start. */
    private static Callable<String> saysOfPieces(ChannelStatus channel, int slower) {
        return () -> status(
                        facts -> {
                            facts.channel = channel;
                            facts.slower = slower;
                        },
                        Set.of("repertoire"))
                .explain();
    }

    private static ChannelStatus down(WakeUps.Kind cause, String words) {
        return new ChannelStatus(ChannelStatus.State.DOWN, cause, words, NOW);
    }

    private static void pending(StatusFacts facts, long count, Duration since) {
        facts.pending = count;
        facts.pendingSince = NOW.minus(since);
    }

    private static void failed(StatusFacts facts, Cause cause, int times) {
        for (int i = 0; i < times; i++) {
            facts.failed(new Reason(cause, "push was answered 500", NOW.minusSeconds(300)), true, NANOS);
        }
    }

    @Test
    void eachStateIsExplained() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("all is well", says(facts -> {}));
        all.put("one was superseded", says(facts -> facts.superseded = 1));
        all.put("one was refused", says(facts -> facts.quarantined = 1));
        all.put("one was refused, and one waits", says(facts -> {
            facts.quarantined = 1;
            pending(facts, 1, Duration.ofSeconds(5));
        }));
        all.put("two rows are set aside", says(facts -> facts.setAside = 2));
        all.put("one row is set aside", says(facts -> facts.setAside = 1));
        all.put("a row is not shown any more", says(facts -> facts.heldBack = 1));
        all.put("two wait for another row", says(facts -> {
            pending(facts, 2, Duration.ofSeconds(5));
            facts.waiting = new SyncStatus.Waiting(2, "note", "n1", "tune", "t1");
        }));
        all.put("a deletion waits for others of a table", says(facts -> {
            pending(facts, 1, Duration.ofSeconds(5));
            facts.waiting = new SyncStatus.Waiting(1, "genre", "reel", "selection", "");
        }));
        all.put("two wait, one of them sent", says(facts -> {
            pending(facts, 2, Duration.ofSeconds(5));
            facts.inFlight = 1;
        }));
        all.put("one has waited for two days", says(facts -> {
            pending(facts, 1, Duration.ofDays(2));
            facts.contact = new Contact(NOW, NOW.minus(Duration.ofDays(2)), NOW);
        }));
        all.put("the server is away", says(facts -> failed(facts, Cause.OFFLINE, 2)));
        all.put("it fails again and again", says(facts -> {
            pending(facts, 1, Duration.ofMinutes(5));
            failed(facts, Cause.SERVER, 20);
        }));
        all.put("the server was never reached", says(facts -> {
            facts.contact = Contact.NONE;
            facts.failed(new Reason(Cause.OFFLINE, "pull got no answer", NOW), false, NANOS);
        }));
        all.put("signed out", says(facts -> failed(facts, Cause.AUTH_REQUIRED, 1)));
        all.put("switched off", says(facts -> {
            facts.power = Power.OFF;
            facts.current = false;
            facts.nextAttempt = null;
        }));
        all.put("switched off after trouble", says(facts -> {
            facts.power = Power.OFF;
            failed(facts, Cause.SERVER, 1);
            facts.nextAttempt = null;
        }));
        all.put("closed", says(facts -> {
            facts.power = Power.CLOSED;
            facts.nextAttempt = null;
        }));
        all.put(
                "another server",
                says(facts -> facts.mismatch = new Reason(Cause.KNOWS_LESS, "the log ends at 0", NOW)));
        all.put(
                "another account",
                says(facts ->
                        facts.mismatch = new Reason(Cause.OTHER_ACCOUNT, "the credential is another one's", NOW)));
        all.put("a rebuild is fetched", says(facts -> {
            facts.rebuilding = NOW;
            facts.running = true;
        }));
        all.put("a rebuild waits for its turn", says(facts -> facts.rebuilding = NOW));
        all.put("the device has no network", says(facts -> facts.hintedOffline = NOW));
        all.put("the server asked to be left alone", says(facts -> {
            facts.withdrawn(NOW);
            facts.contact = new Contact(NOW, NOW, NOW, NOW.plusSeconds(60));
        }));
        all.put("not checked yet", says(facts -> facts.withdrawn(NOW)));
        all.put(
                "the server was silent",
                says(facts -> facts.caughtUpNanos = NANOS - Duration.ofHours(1).toNanos()));
        all.put(
                "a collection comes by the channel alone, which is being opened",
                saysOfPieces(new ChannelStatus(ChannelStatus.State.CONNECTING, null, "", NOW), 1));
        all.put(
                "the same, and it is open",
                saysOfPieces(new ChannelStatus(ChannelStatus.State.LIVE, null, "", NOW), 1));
        all.put("the same, and it is down", saysOfPieces(down(WakeUps.Kind.LOST, "the socket was reset"), 1));
        all.put("the same, and it is refused", saysOfPieces(down(WakeUps.Kind.AUTH_REQUIRED, "was answered 401"), 1));
        all.put("the same, and it costs money", saysOfPieces(ChannelStatus.NONE, 5));
        all.put("the same, and it is switched off", saysOfPieces(ChannelStatus.NONE, 1));
        all.put("an attempt is under way", says(facts -> facts.nextAttempt = NOW));
        all.put("the database is not well", says(facts -> facts.unwell = true));
        all.put("the clock is off", says(facts -> facts.serverClockAhead = Duration.ofHours(2)));
        all.put("edits from the future", says(facts -> facts.lastStamp = NOW.plus(Duration.ofHours(2))));
        MessagePage.read().check("How things stand", all);
    }
}
