package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.changeset.RecordedFrames.Recorded;
import dev.mooring.sync.spi.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final int FRAMES = 4_000;
    private static final int RECORDED = 77;
    private static final String SITE = "0102030405060708090a0b0c0d0e0f10";
    private static final String LONG_0 = "0000000000000000";
    private static final String LONG_1 = "0000000000000001";
    private static final String NEGATIVE = "ffffffffffffffff";

    @Test
    void everyRecordedFrameIsReadAsItWasRecordedAndWrittenAgainByteForByte() throws IOException {
        int same = 0;
        for (Recorded recorded : RecordedFrames.all()) {
            if (recorded.file().equals(RecordedFrames.UNKNOWN_TAG)) {
                continue;
            }
            Frame frame = Frames.read(recorded.bytes());
            assertEquals(recorded.decoded(), Decoded.of(frame), recorded.file());
            assertEquals(recorded.bytes(), Frames.write(frame), recorded.file());
            same++;
            if (frame instanceof Frame.Changes changes) {
                for (Cell cell : changes.cells()) {
                    assertEquals(cell.key(), PackedKey.write(PackedKey.read(cell.key())), recorded.file());
                }
            }
        }
        assertEquals(RECORDED, same);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (long seed = 1; seed <= FRAMES; seed++) {
            Frame frame = new RandomFrames(new Random(seed)).frame();
            ByteString bytes = Frames.write(frame);
            assertEquals(frame, Frames.read(bytes), "seed " + seed);
            assertEquals(bytes, Frames.write(Frames.read(bytes)), "seed " + seed);
        }
    }

    /** Whatever is read is written so that it reads the same; damage is read or refused, and nothing else. */
    @Test
    void whatIsReadIsWrittenAgainInItsShortestForm() {
        int read = 0;
        for (long seed = 1; seed <= FRAMES; seed++) {
            Random random = new Random(seed);
            byte[] bytes = Frames.write(new RandomFrames(random).frame()).toByteArray();
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Frame frame;
            try {
                frame = Frames.read(ByteString.of(bytes));
            } catch (ProtocolException refused) {
                continue;
            }
            read++;
            assertEquals(frame, Frames.read(Frames.write(frame)), "seed " + seed);
        }
        assertTrue(read > FRAMES / 20, "only " + read + " were read");
    }

    @Test
    void whereAFrameIsCutItIsRefused() {
        for (long seed = 1; seed <= 300; seed++) {
            RandomFrames random = new RandomFrames(new Random(seed));
            Frame frame = random.frame();
            ByteString bytes = Frames.write(frame);
            for (int cut = 0; cut < Math.min(bytes.size(), 300) && !(frame instanceof Frame.Status); cut++) {
                ByteString part = bytes.substring(0, cut);
                assertThrows(ProtocolException.class, () -> Frames.read(part), "seed " + seed + " at " + cut);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "empty, '', the tag goes beyond",
        "tag 0, 00, the tag 0",
        "tag 5, 05, the tag 5",
        "tag 6, 06, the tag 6",
        "tag 9, 09, the tag 9",
        "tag 10, 0a, the tag 10",
        "tag 11, 0b, the tag 11",
        "tag 99, 63, the tag 99",
        "behind a ping, 0700, goes on behind",
        "behind a pong, 0808, goes on behind",
        "behind a reject, 03" + SITE + LONG_0 + "0000, goes on behind",
        "negative position, 03" + SITE + NEGATIVE + "00, position is -1",
        "negative seq, 03" + SITE + LONG_0 + "41, seq is -1",
        "negative long seq, 03" + SITE + LONG_0 + "c001, seq is -64",
        "long seq, 03" + SITE + LONG_0 + "bfffffffffffffffffff01, longer than a number",
        "localOnly, 04" + LONG_0 + "000002, is 2 and not 0 or 1",
        "too many sites to exclude, 04" + LONG_0 + "0002" + SITE + "00, is 2",
        "most sites to exclude, 04" + LONG_0 + "00ffffffff0700, is 2147483647",
        "negative start, 04" + NEGATIVE + "000000, position is -1",
        "long count, 02" + SITE + LONG_0 + "00ffffffffffffffffffff01, longer than a number",
        "count beyond 31 bits, 02" + SITE + LONG_0 + "008080808008, is 2147483648",
        "count without room, 02" + SITE + LONG_0 + "0001, is 1",
        "announced sites without room, 01" + SITE + "01" + SITE + LONG_0 + ", is 1",
        "negative announced position, 01" + SITE + "01" + SITE + NEGATIVE + "0000" + LONG_0 + ", position is -1",
        "name beyond the end, 01" + SITE + "00ff01" + LONG_0 + ", length is 255",
        "name of no UTF-8, 01" + SITE + "0001ff" + LONG_0 + ", no UTF-8",
        "name of half a pair, 01" + SITE + "0003eda080" + LONG_0 + ", no UTF-8",
        "status not 0 or 1, 0c02, is 2 and not 0 or 1",
        "presence not 0 or 1, 0c0102, is 2 and not 0 or 1",
        "status without ok, 0c, ok goes beyond",
        "negative ack, 0c01000000000001" + NEGATIVE + ", version is -1",
        "behind a status, 0c01000000000000000000, goes on behind",
    })
    void whatIsNoFrameIsNamed(String what, String hex, String words) {
        ProtocolException e = assertThrows(ProtocolException.class, () -> Frames.read(ByteString.decodeHex(hex)), what);
        assertEquals(ProtocolException.Kind.GARBAGE, e.kind(), what);
        assertTrue(String.valueOf(e.getMessage()).contains(words), what + ": " + e.getMessage());
    }

    private static ByteString changes(String cell) {
        return ByteString.decodeHex("02" + SITE + LONG_0 + "0001" + cell);
    }

    /** A cell of the table {@code t}, key 7 and column {@code c}. */
    private static String cell(String value, String clocks) {
        return "0174" + "03010907" + "0163" + value + clocks;
    }

    @ParameterizedTest
    @CsvSource({
        "value type 6, 06, " + LONG_1 + LONG_1 + "00" + LONG_1 + "00, type of a value is 6",
        "boolean 2, 0402, " + LONG_1 + LONG_1 + "00" + LONG_1 + "00, is 2 and not 0 or 1",
        "site type 1, 00, " + LONG_1 + LONG_1 + "01" + LONG_1 + "00, type of a site is 1",
        "site cut, 00, " + LONG_1 + LONG_1 + "05" + LONG_1 + "00, beyond the end",
        "text of no UTF-8, 0302c328, " + LONG_1 + LONG_1 + "00" + LONG_1 + "00, no UTF-8",
        "text beyond the end, 037f61, " + LONG_1 + LONG_1 + "00" + LONG_1 + "00, length is 127",
        "blob beyond the end, 057f61, " + LONG_1 + LONG_1 + "00" + LONG_1 + "00, length is 127",
        "column version, 00, " + NEGATIVE + LONG_1 + "00" + LONG_1 + "00, column is -1",
        "database version, 00, " + LONG_1 + NEGATIVE + "00" + LONG_1 + "00, database is -1",
        "causal length 0, 00, " + LONG_1 + LONG_1 + "00" + LONG_0 + "00, row is 0",
        "causal length -1, 00, " + LONG_1 + LONG_1 + "00" + NEGATIVE + "00, row is -1",
        "seq, 00, " + LONG_1 + LONG_1 + "00" + LONG_1 + "41, cell is -1",
        "more behind, 00, " + LONG_1 + LONG_1 + "00" + LONG_1 + "0000, goes on behind",
    })
    void whatIsNoCellIsNamed(String what, String value, String clocks, String words) {
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> Frames.read(changes(cell(value, clocks))), what);
        assertTrue(String.valueOf(e.getMessage()).contains(words), what + ": " + e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0100000000000000ff", "024029000000000000", "0300", "0400", "0401", "0500"})
    void everyValueIsRead(String value) {
        Frame.Changes read = (Frame.Changes) Frames.read(changes(cell(value, LONG_1 + LONG_1 + "00" + LONG_1 + "00")));
        assertEquals(1, read.cells().size());
        assertEquals(
                cell(value, LONG_1 + LONG_1 + "00" + LONG_1 + "00"),
                Frames.write(read).hex().substring(54));
    }

    /** Longer forms of a number are what some other program may write. */
    @Test
    void paddedNumbersAreRead() {
        Frame frame = Frames.read(ByteString.decodeHex("03" + SITE + LONG_0 + "80808000"));
        assertEquals(new Frame.Reject(ByteString.decodeHex(SITE), 0, 0), frame);
    }

    /** What comes behind it does not wait for it. */
    @Test
    void aValueThatIsTooLargeIsPassedOver() throws IOException {
        for (Value value : List.of(new Value.Text("x".repeat(1001)), new Value.Blob(ByteString.of(new byte[1001])))) {
            Cell large = new Cell("t", ByteString.decodeHex("010907"), "c", value, 1, 1, null, 1, 0);
            Cell small = new Cell("t", ByteString.decodeHex("010908"), "c", new Value.Whole(1), 1, 1, null, 1, 1);
            ByteString bytes = Frames.write(new Frame.Changes(ByteString.decodeHex(SITE), 0, 0, List.of(large, small)));
            List<Cell> read = stream(bytes, bytes.size(), 1000);
            assertEquals(new Value.TooLarge(1000), read.get(0).value());
            assertEquals(small, read.get(1));
        }
    }

    private static List<Cell> stream(ByteString bytes, long length, long maxValueBytes) throws IOException {
        List<Cell> cells = new ArrayList<>();
        Frames.read(new FrameReader(new Buffer().write(bytes), length, maxValueBytes), new Frames.Taker() {
            @Override
            public void begin(Frame.Changes head, int count) {}

            @Override
            public void cell(Cell cell) {
                cells.add(cell);
            }
        });
        return cells;
    }

    /** A message in several parts says its length at the last one. */
    @Test
    void aFrameWhoseLengthIsNotKnownEndsWhereItsSourceDoes() throws IOException {
        for (long seed = 1; seed <= 500; seed++) {
            RandomFrames random = new RandomFrames(new Random(seed));
            List<Cell> cells = List.of(random.cell(), random.cell());
            ByteString bytes = Frames.write(new Frame.Changes(ByteString.decodeHex(SITE), 0, 0, cells));
            assertEquals(cells, stream(bytes, FrameReader.UNKNOWN, 1 << 20), "seed " + seed);
            ByteString cut = bytes.substring(0, bytes.size() - 1);
            assertThrows(ProtocolException.class, () -> stream(cut, FrameReader.UNKNOWN, 1 << 20), "seed " + seed);
        }
    }
}
