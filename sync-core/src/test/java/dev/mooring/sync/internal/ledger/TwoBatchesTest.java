package dev.mooring.sync.internal.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.Batch;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TwoBatchesTest {
    private static Batch batch(int key, int failures, String wire, Long... members) {
        Instant at = Instant.ofEpochSecond(1_800_000_000L + key, 123_456_789);
        return new Batch(new UUID(7, key), new Cursor("at 5"), at, List.of(members), failures).withWire(wire);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'{\"a\":1}', '{\"b\":\"\uD83D\uDE00\"}'", "'two\nlines', ''", "'', 'mooring:two 1'"})
    void bothComeOutAsTheyWentIn(String first, String second) {
        TwoBatches both = new TwoBatches(batch(1, 2, first, 3L, 4L, 9L), batch(2, 0, second, 10L));

        Batch stored = both.stored();

        assertEquals(List.of(3L, 4L, 9L, 10L), stored.members(), "all that may be at the server");
        assertEquals(both, TwoBatches.of(stored));
    }

    @Test
    void oneAloneIsStoredAsItIs() {
        Batch one = batch(1, 2, "wire", 3L);

        assertSame(one, new TwoBatches(one, null).stored());
        assertEquals(new TwoBatches(one, null), TwoBatches.of(one));
    }

    @Test
    void bothAreOfAHistoryThatWasReplaced() {
        TwoBatches both = TwoBatches.of(new TwoBatches(batch(1, 0, "a", 3L), batch(2, 0, "b", 4L))
                .stored()
                .orphan());

        assertEquals(batch(1, 0, "a", 3L).orphan(), both.first());
        assertEquals(batch(2, 0, "b", 4L).orphan(), both.second());
    }

    @Test
    void bothAreNumberedAnew() {
        Batch stored = new TwoBatches(batch(1, 0, "a", 3L, 5L), batch(2, 0, "b", 6L)).stored();

        TwoBatches both = TwoBatches.of(stored.of(List.of(103L, 105L, 106L)));

        assertEquals(new TwoBatches(batch(1, 0, "a", 103L, 105L), batch(2, 0, "b", 106L)), both);
    }
}
