package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.sqlite.spi.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Any value that SQLite can hold, the odd ones more often than their share. */
final class Values {
    private static final Object[] ODD = {
        "",
        "~",
        "~t",
        "~i5",
        "5",
        "-0",
        "5.5",
        "1E5",
        "Infinity",
        "null",
        "[\"a\"]",
        "a\0b",
        "\0",
        "\ufffd",
        "\ud83d\ude00",
        "\u2028",
        "\"\\/\b\f\n\r\t",
        "a'b",
        0L,
        -1L,
        1L << 53,
        (1L << 53) + 1,
        -(1L << 53),
        -(1L << 53) - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0.5,
        -0.0,
        0.0,
        1.0,
        1e300,
        1e-300,
        2e23,
        0.1,
        1.0 / 3,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        9007199254740993.0,
        new byte[0],
        new byte[] {0, -1, 34}
    };

    private final Random random;

    Values(long seed) {
        random = new Random(seed);
    }

    @Nullable
    Object next() {
        return random.nextInt(10) == 0 ? null : present();
    }

    /** Never null. */
    Object present() {
        switch (random.nextInt(6)) {
            case 0:
                return text();
            case 1:
                return random.nextLong() >> random.nextInt(64);
            case 2:
                double real = Double.longBitsToDouble(random.nextLong());
                return Double.isNaN(real) ? 0.25 : real;
            case 3:
                return bytes();
            case 4:
                byte[] utf8 = bytes();
                return RawText.orString(utf8, new String(utf8, StandardCharsets.UTF_8));
            default:
                return ODD[random.nextInt(ODD.length)];
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        return text.toString();
    }
}
