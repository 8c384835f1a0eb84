package dev.mooring.sync.sqlite.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A TEXT that is not well-formed UTF-8, which SQLite keeps as it is and no Java string can hold.
 *
 * @param utf8 the bytes; not copied
 */
public record RawText(byte[] utf8) {
    /** What a decoder puts where it found no character. A text without it is well-formed. */
    public static final char REPLACEMENT = '\uFFFD';

    /**
     * The text, or the bytes if they are not that text's.
     *
     * @param utf8 what the database holds; not copied
     * @param text what a decoder made of it
     * @return the String, or a {@link RawText}
     */
    public static Object orString(byte[] utf8, String text) {
        return Arrays.equals(utf8, text.getBytes(StandardCharsets.UTF_8)) ? text : new RawText(utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawText raw && Arrays.equals(utf8, raw.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }
}
