package dev.mooring.sync.spi.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What comes from outside stays on its line, in its direction and within its bound, wherever it enters. */
class ShownTest {
    static final String EVIL =
            "bad \u001b[31mRED\u001b]0;pwn\u0007\nFAKE LINE 2026 INFO all is well\r\u0000\u009b\u202e\u2066\u2028"
                    + "\u2029\ud83d \udc00\u200b\ufeff\u061c\u007f" + "x".repeat(1 << 20);

    static void isHarmless(String shown, int most) {
        assertTrue(shown.length() <= most, () -> shown.length() + " characters");
        shown.codePoints().forEach(point -> {
            int type = Character.getType(point);
            assertFalse(
                    type == Character.CONTROL
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR
                            || type == Character.SURROGATE
                            || (point >= 0x202a && point <= 0x202e)
                            || (point >= 0x2066 && point <= 0x2069),
                    () -> "U+" + Integer.toHexString(point));
        });
    }

    @Test
    void plainTextOfAnyScriptStaysAsItIs() {
        String plain = "C:\\new {\"a\": \"é ü 漢 \ud83d\udc69\u200d\ud83d\udcbb نمی\u200cخواهم\"}";
        assertSame(plain, Shown.words(plain));
        assertEquals("", Shown.name(""));
    }

    @Test
    void whatBreaksOutOfALineIsEscaped() {
        assertEquals(
                "a\\nb\\r\\tc\\u001b[2J\\u0007\\u202e\\u2028\\ud83dz",
                Shown.words("a\nb\r\tc\u001b[2J\u0007\u202e\u2028\ud83dz"));
        assertEquals("\\U000e0001", Shown.words("\udb40\udc01"));
    }

    @Test
    void whatIsLongIsCutAndSaysSo() {
        String shown = Shown.name("y".repeat(1 << 20));
        assertTrue(shown.endsWith("… (cut, of 1048576 characters)"), shown);
        assertEquals("y".repeat(Shown.NAME), Shown.name("y".repeat(Shown.NAME)));
        isHarmless(Shown.words(EVIL), Shown.WORDS);
    }

    @Test
    void anyTextIsHarmlessAndShowingItTwiceChangesNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(400); n > 0; n--) {
                text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0xc0)));
            }
            String shown = Shown.text(text.toString(), 100 + random.nextInt(200));
            isHarmless(shown, 300);
            assertEquals(shown, Shown.text(shown, 300));
        }
    }

    @Test
    void everyPlaceWhereWordsEnterShowsThem() {
        UUID id = UUID.randomUUID();
        List<String> entered = List.of(
                String.valueOf(new TransportException(Kind.SERVER, Delivery.ANSWERED, null, EVIL, null).getMessage()),
                String.valueOf(new ProtocolException(EVIL, null).getMessage()),
                String.valueOf(new StorageException(StorageException.Kind.IO, EVIL, null).getMessage()),
                new Answer.Diverged(new Page(dev.mooring.sync.Cursor.START, false), EVIL).reason(),
                new Answer.CallFailed(EVIL).reason(),
                new Answer.Incompatible(Mismatch.OTHER_SCHEMA, EVIL).reason(),
                new Answer.HistoryReplaced(dev.mooring.sync.Cursor.START, new dev.mooring.sync.Snapshot(""), EVIL)
                        .reason(),
                new Outcome.Rejected(id, EVIL).reason(),
                new Outcome.Conflict(id, EVIL).reason(),
                new Outcome.Deferred(id, EVIL).reason(),
                new ParkedMutation(
                                dev.mooring.sync.Mutation.of("c", "k", "set", "1"),
                                MutationState.QUARANTINED,
                                EVIL,
                                Instant.EPOCH)
                        .reason(),
                new CheckReport(Instant.EPOCH, List.of(EVIL)).faults().get(0));
        entered.forEach(words -> isHarmless(words, Shown.WORDS));
    }

    @Test
    void aLoggedTraceIsHarmlessLineByLine() {
        StringWriter log = new StringWriter();
        Shown.thrown(new IllegalStateException(EVIL, new RuntimeException(EVIL)))
                .printStackTrace(new PrintWriter(log, true));
        assertFalse(log.toString().contains("\nFAKE"));
        assertFalse(log.toString().contains("\u001b"));
        assertTrue(log.toString().contains("java.lang.IllegalStateException: bad \\u001b[31mRED"));
        assertTrue(log.toString().length() < 50_000);
    }
}
