package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PastTokensTest {
    private static final long HOUR = 3_600_000;
    private static final long NOON = 1_793_534_400_000L;

    /** Three tokens were shown, an hour apart, the last one at two. */
    private static final PastTokens SEEN =
            PastTokens.NONE.pulled("", "a", NOON).pulled("a", "b", NOON + HOUR).pulled("b", "c", NOON + 2 * HOUR);

    @Test
    void itsWordsAreReadAsTheyWereWritten() {
        for (PastTokens past : List.of(
                PastTokens.NONE,
                SEEN,
                SEEN.pushed("c", "seq_5", "key"),
                SEEN.restored("c"),
                SEEN.pulled("c", "seq_0", 0))) {
            assertEquals(past, PastTokens.of(past.words()));
        }
        assertEquals(List.of(), PastTokens.NONE.words());
    }

    @Test
    void aTokenThatWasLeftIsBehindAndNoOtherOne() {
        assertTrue(SEEN.isBehind("c", "a"));
        assertTrue(SEEN.isBehind("c", "b"));
        assertFalse(SEEN.isBehind("c", "c"));
        assertFalse(SEEN.isBehind("c", "d"));
        assertFalse(SEEN.isBehind("c", ""));
        assertFalse(PastTokens.NONE.isBehind("", "a"));
    }

    @Test
    void onlyTheLastOnesAreKept() {
        PastTokens past = PastTokens.NONE;
        for (int i = 0; i < 100; i++) {
            past = past.pulled("t" + i, "t" + (i + 1), 0);
        }
        assertEquals(32, past.left().size());
        assertTrue(past.isBehind("t100", "t99"));
        assertFalse(past.isBehind("t100", "t0"));
    }

    @Test
    void onceRestoredOnlyTheTokenOfBeforeIsBelieved() {
        PastTokens restored = SEEN.restored("c");
        for (String next : List.of("", "a", "b", "d")) {
            assertTrue(restored.isBehind("", next), next);
        }
        assertFalse(restored.isBehind("", "c"));
        assertEquals(restored, restored.restored(""), "it is found out once");
        PastTokens again = restored.pulled("", "c", NOON + 9 * HOUR);
        assertFalse(again.isBehind("c", "c"));
        assertTrue(again.isBehind("c", "b"));
    }

    /** The pull that showed the older state has moved on to its token. */
    @Test
    void foundOutBehindThePullTheTokenBeforeIsTheOneToBelieve() {
        PastTokens restored = SEEN.pulled("c", "new", NOON + 3 * HOUR).restored("");
        assertFalse(restored.isBehind("", "c"));
        assertTrue(restored.isBehind("", "new"));
        assertTrue(PastTokens.NONE.restored("").isBehind("", "any"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, the server does not say",
        "-7200000, true, two hours before a state that was another one",
        "-6000, true, a little before",
        "-4000, false, the clocks of two machines",
        "0, false, at that time",
        "1800000, false, after it"
    })
    void aLastWriteBeforeWhatWasAnotherStateIsOlder(long late, boolean older, String why) {
        // At one o'clock the token was another one than it is now.
        long lastWrite = why.startsWith("the server does not") ? 0 : NOON + HOUR + late;
        assertEquals(older, SEEN.isOlder("c", "c", lastWrite), why);
    }

    @Test
    void aClockOfTheServerThatWentBackProvesNothing() {
        PastTokens past = SEEN.pulled("c", "d", NOON - HOUR);
        assertFalse(past.isOlder("d", "d", NOON - 2 * HOUR));
    }

    @Test
    void aServerThatKeepsNoTokenForTheStateIsNotOlder() {
        assertTrue(SEEN.isOlder("c", "c", NOON - 9 * HOUR));
        assertFalse(SEEN.isOlder("c", "", NOON - 9 * HOUR), "each pull shows another token there, without a write");
        assertFalse(SEEN.isOlder("c", "d", NOON - 9 * HOUR), "somebody has written since the pull");
    }

    @Test
    void withoutAStateBeforeThereIsNothingToCompare() {
        assertFalse(PastTokens.NONE.pulled("", "a", NOON).isOlder("a", "a", 1));
        assertFalse(PastTokens.NONE.pulled("", "a", 0).pulled("a", "b", NOON).isOlder("b", "b", 1));
    }

    @Test
    void aSocketWritesNumberCountsInsteadOfTheTime() {
        PastTokens past = SEEN.pulled("c", "seq_50", NOON + 3 * HOUR);
        assertTrue(past.isOlder("seq_49", "seq_49", NOON + 9 * HOUR));
        assertFalse(past.isOlder("seq_50", "seq_50", 1));
        assertFalse(past.isOlder("seq_51", "seq_51", 1));
        assertTrue(past.pulled("seq_50", "sync_x", NOON + 4 * HOUR).isOlder("seq_7", "seq_7", 0));
    }

    /** The first one of two socket writes was stored last, and a pull came in between, at three o'clock. */
    @ParameterizedTest
    @CsvSource({
        "-60000, true, nobody has written since the copy was made",
        "-4000, false, the clocks of two machines",
        "1000, false, the first one was stored a little later",
        "110000, false, and so it may be",
        "130000, true, the number was given anew",
        "0, true, the server tells no time and the number is all there is"
    })
    void aLowerNumberCountsWhereTheTimeProvesThatItIsNoLateWrite(long late, boolean older, String why) {
        PastTokens past =
                SEEN.pulled("c", "seq_50", NOON + 3 * HOUR).pulled("seq_50", "seq_49", NOON + 3 * HOUR + 200_000);
        long lastWrite = late == 0 ? 0 : NOON + 3 * HOUR + late;
        assertEquals(older, past.isOlder("seq_49", "seq_49", lastWrite), why);
    }

    @Test
    void aLowerNumberCountsWhereTheServerTellsNoTimeOfPulls() {
        PastTokens past = PastTokens.NONE.pulled("", "seq_5", 0).pulled("seq_5", "seq_4", 0);
        assertTrue(past.isOlder("seq_4", "seq_4", NOON));
    }

    @Test
    void whenTheHighestNumberWasSeenFirstIsKept() {
        PastTokens past = SEEN.pulled("c", "seq_5", NOON + 3 * HOUR);
        assertEquals(NOON + 3 * HOUR, past.seqAt());
        assertEquals(
                past.seqAt(), past.pulled("seq_5", "seq_4", NOON + 4 * HOUR).seqAt());
        assertEquals(
                past.seqAt(), past.pulled("seq_5", "seq_5", NOON + 4 * HOUR).seqAt());
        PastTokens higher = past.pulled("seq_5", "seq_6", NOON + 5 * HOUR);
        assertEquals(NOON + 5 * HOUR, higher.seqAt());
        assertEquals(NOON + 5 * HOUR, higher.pushed("seq_6", "seq_7", "key").seqAt());
        assertEquals(higher, PastTokens.of(higher.words()));
    }

    @ParameterizedTest
    @CsvSource({
        "seq_0, 0",
        "seq_1023, 1023",
        "seq_, -1",
        "seq_-1, -1",
        "seq_1x, -1",
        "seq_9999999999999999999, -1",
        "sync_7, -1",
        "Seq_7, -1"
    })
    void numbersOfSocketWritesAreRead(String token, long number) {
        assertEquals(number, PastTokens.seq(token));
    }

    @Test
    void aKeyHasToBeKnownForNearlyADay() {
        PastTokens pushed = SEEN.pushed("c", "d", "key");
        assertFalse(SEEN.hasToKnowKey(), "there is none");
        assertTrue(pushed.hasToKnowKey());
        assertTrue(pushed.pulled("d", "e", NOON + 25 * HOUR).hasToKnowKey());
        assertFalse(pushed.pulled("d", "e", NOON + 26 * HOUR).hasToKnowKey());
        assertFalse(pushed.pulled("d", "e", NOON).hasToKnowKey(), "the clock went back");
        assertFalse(pushed.pulled("d", "e", 0).hasToKnowKey(), "the server does not say how late it is");
        assertTrue(pushed.pushed("d", "e", "").hasToKnowKey(), "a batch has none, and the one before counts");
        assertEquals("key", pushed.pushed("d", "e", "").key());
    }

    @Test
    void theTimeOfAStateThatStaysIsKeptOnceAMinute() {
        PastTokens past = PastTokens.NONE.pulled("", "a", NOON);
        assertEquals(past, past.pulled("a", "a", NOON + 59_000));
        assertEquals(NOON + 60_000, past.pulled("a", "a", NOON + 60_000).at());
        assertEquals(NOON - 1, past.pulled("a", "a", NOON - 1).at());
    }
}
