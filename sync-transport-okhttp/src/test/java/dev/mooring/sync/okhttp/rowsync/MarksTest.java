package dev.mooring.sync.okhttp.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");

    private static String at(long seconds) {
        return RowStamps.text(BEGIN.plusSeconds(seconds));
    }

    @Test
    void theFirstWatermarkLiesBehindTheListingByTheOverlap() {
        List<String> marks = Marks.begin(at(0), MINUTE);
        assertEquals(at(0), marks.get(0));
        assertEquals(at(-60), Marks.from(marks, MINUTE));
        assertEquals(List.of(at(0)), Marks.begin(at(0), Duration.ZERO));
    }

    @Test
    void howeverOftenItPullsTheWatermarkStaysCloseToTheOverlapAndTheListShort() {
        for (int every : new int[] {1, 7, 30, 61, 600}) {
            List<String> marks = Marks.begin(at(0), MINUTE);
            for (int second = every; second < 2000; second += every) {
                marks = Marks.add(marks, at(second), MINUTE);
                long behind = Duration.between(RowStamps.clock(Marks.from(marks, MINUTE)), BEGIN.plusSeconds(second))
                        .toSeconds();
                assertTrue(behind >= 60 && behind <= (second < 60 + every ? 120 : 70) + every, every + " s: " + behind);
                assertTrue(marks.size() <= 9, every + " s: " + marks);
            }
        }
    }

    @Test
    void marksGoBackAsTheyCame() {
        List<String> told = new ArrayList<>(List.of(at(0)));
        List<String> marks = Marks.begin(at(0), MINUTE);
        for (int second = 20; second < 300; second += 20) {
            told.add(at(second));
            marks = Marks.add(marks, at(second), MINUTE);
        }
        assertTrue(told.containsAll(marks), () -> told + "");
    }

    @Test
    void aClockThatIsSetBackMakesLaterTimesVoid() {
        List<String> marks = Marks.add(Marks.begin(at(0), MINUTE), at(3600), MINUTE);
        marks = Marks.add(marks, at(100), MINUTE);
        assertEquals(at(100), marks.get(0));
        assertEquals(at(0), Marks.from(marks, MINUTE));
    }

    @Test
    void aTimeFarAheadIsNotPulledFromBeforeASecondOneConfirmsIt() {
        List<String> marks = Marks.add(Marks.begin(at(0), MINUTE), "9999-01-01T00:00:00.000Z", MINUTE);
        assertEquals(at(0), Marks.from(marks, MINUTE));
    }
}
