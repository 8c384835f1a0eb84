package dev.mooring.examples.desktop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Warning;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads. */
class WordingTest {
    private static final Todo NOW = new Todo("t1", "Buy milk", false, false, "");

    @ParameterizedTest
    @CsvSource({"PT0.2S, 1 s", "PT64S, 64 s", "PT10M, 10 min", "PT3H, 3 h", "P4D, 4 days"})
    void timesAreShort(Duration time, String words) {
        assertEquals(words, Wording.time(time));
    }

    @Test
    void timesLieBeforeOrAfterNow() {
        Instant now = Instant.parse("2026-11-21T09:30:00Z");
        assertEquals("never", Wording.relative(null, now));
        assertEquals("now", Wording.relative(now.minusMillis(300), now));
        assertEquals("5 s ago", Wording.relative(now.minusSeconds(5), now));
        assertEquals("in 5 s", Wording.relative(now.plusSeconds(5), now));
    }

    @Test
    void theServersWordsAreTakenOutOfAReason() {
        assertEquals(
                "At most 60.",
                Wording.serversWords("push of 1 was answered 413: At most 60.; tried again in smaller batches"));
        assertEquals("too large for the dialect", Wording.serversWords("too large for the dialect"));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasItsWords(Cause cause) {
        assertFalse(Wording.of(cause).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(WakeUps.Kind.class)
    void everyEndOfAChannelHasItsWords(WakeUps.Kind cause) {
        ChannelStatus down = new ChannelStatus(ChannelStatus.State.DOWN, cause, "", Instant.EPOCH);
        assertEquals("not live, asked about meanwhile: " + Wording.of(cause), Wording.of(down));
    }

    @ParameterizedTest
    @EnumSource(Warning.class)
    void everyWarningIsASentence(Warning warning) {
        assertEquals('.', Wording.of(warning).charAt(Wording.of(warning).length() - 1));
    }

    @Test
    void editsAreToldToTheirWriter() {
        assertEquals("Add “Buy bread”", words("insert", "\"title\":\"Buy bread\",\"done\":0", "", null));
        assertEquals(
                "Rename it to “Buy oat milk”",
                words("update", "\"title\":\"Buy oat milk\",\"done\":0", ",\"changed\":[\"title\"]", NOW));
        assertEquals(
                "Rename it to “Buy bread” and tick it",
                words("update", "\"title\":\"Buy bread\",\"done\":1", ",\"changed\":[\"title\",\"done\"]", NOW));
        assertEquals(
                "Tick “Buy milk”",
                words("update", "\"title\":\"Buy milk\",\"done\":1", ",\"changed\":[\"done\"]", NOW));
        assertEquals("Delete “Buy milk”", words("delete", "\"id\":\"t1\"", "", NOW));
        assertEquals("Delete it", words("delete", "\"id\":\"t1\"", "", null));
    }

    private static String words(String op, String row, String rest, @Nullable Todo now) {
        String payload = "{\"op\":\"" + op + "\",\"row\":{" + row + "}" + rest + "}";
        return Edit.of(Mutation.of("todo", "t1", op, payload)).words(now);
    }
}
