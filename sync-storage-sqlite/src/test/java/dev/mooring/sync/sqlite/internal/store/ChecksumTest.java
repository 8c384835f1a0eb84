package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    /** Files hold sums that were made so: numbers with their lowest byte first, texts in UTF-8 with their length behind them. */
    @Test
    void itIsTheSumOfAllBytesInTheirOrderWhateverTheirLengths() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            Checksum sum = new Checksum();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int part = random.nextInt(12); part >= 0; part--) {
                if (random.nextBoolean()) {
                    long number = random.nextLong() >> random.nextInt(64);
                    sum.add(number);
                    bytes.writeBytes(number(number));
                } else {
                    String text = "aé🚢"
                            .substring(0, random.nextInt(3))
                            .concat("x".repeat(random.nextInt(10) == 0 ? random.nextInt(500) : random.nextInt(40)));
                    sum.add(text);
                    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                    bytes.writeBytes(utf8);
                    bytes.writeBytes(number(utf8.length));
                }
            }
            CRC32 whole = new CRC32();
            whole.update(bytes.toByteArray());
            assertEquals(whole.getValue(), sum.value(), "round " + round);
        }
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }
}
