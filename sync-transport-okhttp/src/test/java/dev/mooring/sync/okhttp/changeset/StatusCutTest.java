package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An older server ends its status before a field that it does not know of. */
class StatusCutTest {
    private static final ByteString SITE = ByteString.decodeHex("0102030405060708090a0b0c0d0e0f10");
    private static final List<Object> FIELDS = List.of(SITE, "init", 7L, "7", "handshake", 3L, "because", "words");

    private static Frame.Status status(int fields) {
        @Nullable Object[] all = Arrays.copyOf(FIELDS.toArray(), 8);
        Arrays.fill(all, fields, 8, null);
        return new Frame.Status(
                false,
                (ByteString) all[0],
                (String) all[1],
                (Long) all[2],
                (String) all[3],
                (String) all[4],
                (Long) all[5],
                (String) all[6],
                (String) all[7]);
    }

    /** Each field that is not there takes a byte, which is the last one. */
    private static ByteString bytes(int fields) {
        ByteString whole = Frames.write(status(fields));
        return whole.substring(0, whole.size() - (8 - fields));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void itMayEndBeforeEachField(int fields) {
        assertEquals(status(fields), Frames.read(bytes(fields)));
    }

    @Test
    void itMayNotEndInsideOfOne() {
        ByteString whole = bytes(8);
        List<Integer> ends = new ArrayList<>();
        for (int fields = 0; fields <= 8; fields++) {
            ends.add(bytes(fields).size());
        }
        for (int cut = 0; cut < whole.size(); cut++) {
            ByteString part = whole.substring(0, cut);
            if (!ends.contains(cut)) {
                assertThrows(ProtocolException.class, () -> Frames.read(part), "cut at " + cut);
            }
        }
    }
}
