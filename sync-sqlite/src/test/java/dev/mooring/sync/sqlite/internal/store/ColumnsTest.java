package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void instantsAreExact() {
        for (String text : List.of(
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "1700-01-01T00:00:00.000000001Z",
                "2026-03-04T05:06:07.123456789Z",
                "2262-01-01T00:00:00Z")) {
            Instant instant = Instant.parse(text);
            assertEquals(instant, Columns.instant(Columns.nanos(instant)));
        }
    }

    @Test
    void instantsBeyondTheRangeAreTheNearestEnd() {
        assertEquals(Long.MAX_VALUE, Columns.nanos(Instant.MAX));
        assertEquals(Long.MIN_VALUE, Columns.nanos(Instant.MIN));
    }

    @Test
    void runsOfNumbersAreShortAndComeBack() {
        assertEquals("1-5,8,10-12", Ranges.write(List.of(1L, 2L, 3L, 4L, 5L, 8L, 10L, 11L, 12L)));
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            TreeSet<Long> numbers = new TreeSet<>();
            for (int n = 0; n <= random.nextInt(30); n++) {
                numbers.add(1L + random.nextInt(50));
            }
            List<Long> ascending = new ArrayList<>(numbers);
            assertEquals(ascending, Ranges.read(Ranges.write(ascending)));
        }
    }
}
