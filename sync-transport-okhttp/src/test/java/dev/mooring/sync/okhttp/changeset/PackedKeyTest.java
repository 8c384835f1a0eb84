package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.ProtocolException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedKeyTest {
    private static void same(String hex, Value... values) {
        assertEquals(hex, PackedKey.write(List.of(values)).hex());
        assertEquals(List.of(values), PackedKey.read(ByteString.decodeHex(hex)));
    }

    @Test
    void numbersTakeTheWidthOfTheirUnsignedValue() {
        same("0101", new Value.Whole(0));
        same("010907", new Value.Whole(7));
        same("010963", new Value.Whole(99));
        same("0109c8", new Value.Whole(200));
        same("011101" + "2c", new Value.Whole(300));
        same("0119ffffff", new Value.Whole(0xffffff));
        same("0141ffffffffffffffff", new Value.Whole(-1));
        same("01417fffffffffffffff", new Value.Whole(Long.MAX_VALUE));
        same("01418000000000000000", new Value.Whole(Long.MIN_VALUE));
    }

    @Test
    void otherColumnsFollowOneAnother() {
        same(
                "05" + "0b0161" + "024029000000000000" + "0c02" + "00ff" + "05" + "03",
                new Value.Text("a"),
                new Value.Real(12.5),
                new Value.Blob(ByteString.decodeHex("00ff")),
                Value.NULL,
                new Value.Text(""));
    }

    @Test
    void whatIsPackedIsUnpacked() {
        for (long seed = 1; seed <= 5_000; seed++) {
            List<Value> key = new RandomFrames(new Random(seed)).key();
            assertEquals(key, PackedKey.read(PackedKey.write(key)), "seed " + seed);
        }
    }

    /** A number that some other program wrote wider than it is has no sign either. */
    @Test
    void widerNumbersAreRead() {
        assertEquals(List.of(new Value.Whole(200)), PackedKey.read(ByteString.decodeHex("011900" + "00c8")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', too early",
        "00, no column",
        "01, too early",
        "0109, too early",
        "01090707, behind its last",
        "0108, has the type 0",
        "010e, has the type 6",
        "010f, has the type 7",
        "0149, width 9",
        "0142, width 8",
        "010d, width 1",
        "010b0261, beyond its end",
        "010c0261, beyond its end",
        "0143ffffffffffffffff, beyond its end",
        "010b01ff, no UTF-8",
        "0102402900, too early",
    })
    void whatIsNoKeyIsNamed(String hex, String words) {
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> PackedKey.read(ByteString.decodeHex(hex)), hex);
        assertTrue(String.valueOf(e.getMessage()).contains(words), hex + e.getMessage());
    }

    @Test
    void aKeyHasFrom1To255Columns() {
        assertThrows(IllegalArgumentException.class, () -> PackedKey.write(List.of()));
        assertThrows(IllegalArgumentException.class, () -> PackedKey.write(Collections.nCopies(256, Value.NULL)));
        assertEquals(256, PackedKey.write(Collections.nCopies(255, Value.NULL)).size());
    }
}
