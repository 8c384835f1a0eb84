package dev.mooring.sync.sqlite.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts of a database that keeps UTF-16. SQLite hands them out as UTF-8, and makes another text of one that is ill-formed: half a
 * pair of surrogates takes the next character with it. So the units are read as they are stored. An ill-formed one becomes a
 * {@link RawText} whose bytes are those of UTF-8 with each half in three bytes, which is exact, and read back by any database:
 * one that keeps UTF-8 has those bytes.
 */
public final class Utf16 {
    private Utf16() {}

    /**
     * The charset of a database's texts.
     *
     * @param encoding what {@code PRAGMA encoding} says
     * @return null for UTF-8
     */
    public static @Nullable Charset of(String encoding) {
        String name = encoding.replace("-", "").toLowerCase(java.util.Locale.ROOT);
        return !name.startsWith("utf16")
                ? null
                : name.endsWith("be") ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    /**
     * A text by its stored units.
     *
     * @param stored the bytes in the database
     * @param charset the database's
     * @return a String, or a {@link RawText} if it is ill-formed
     */
    public static Object text(byte[] stored, Charset charset) {
        boolean big = charset.equals(StandardCharsets.UTF_16BE);
        char[] units = new char[stored.length / 2];
        for (int i = 0; i < units.length; i++) {
            int first = stored[2 * i] & 0xff;
            int second = stored[2 * i + 1] & 0xff;
            units[i] = (char) (big ? first << 8 | second : second << 8 | first);
        }
        String text = new String(units);
        return isWellFormed(text) ? text : new RawText(bytes(text));
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return false;
            }
            i += Character.charCount(point);
        }
        return true;
    }

    /**
     * Whether a database can hold a text that is not well-formed.
     *
     * @param raw the text
     * @param charset the database's; null for UTF-8, which can
     * @return whether {@link #bound} gives its bytes
     */
    public static boolean holds(RawText raw, @Nullable Charset charset) {
        return charset == null || stored(raw, charset) != null;
    }

    /**
     * What is bound to {@code CAST(? AS TEXT)} for a text that is not well-formed.
     *
     * @param raw the text
     * @param charset the database's; null for UTF-8
     * @return its bytes as they are stored
     * @throws IllegalArgumentException if the database cannot hold it
     */
    public static byte[] bound(RawText raw, @Nullable Charset charset) {
        byte[] bytes = charset == null ? raw.utf8() : stored(raw, charset);
        if (bytes == null) {
            throw new IllegalArgumentException(
                    "a database that keeps UTF-16 cannot hold a text of bytes that are no UTF-8");
        }
        return bytes;
    }

    /**
     * The units of a text that is not well-formed, to be stored.
     *
     * @param raw the text
     * @param charset the database's
     * @return null for bytes that are those of no units
     */
    public static byte @Nullable [] stored(RawText raw, Charset charset) {
        String text = units(raw.utf8());
        if (text == null || !Arrays.equals(bytes(text), raw.utf8())) {
            return null;
        }
        boolean big = charset.equals(StandardCharsets.UTF_16BE);
        byte[] stored = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            stored[2 * i] = (byte) (big ? unit >> 8 : unit);
            stored[2 * i + 1] = (byte) (big ? unit : unit >> 8);
        }
        return stored;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * 3);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point < 0x80) {
                bytes.write(point);
            } else if (point < 0x800) {
                bytes.write(0xc0 | point >> 6);
                bytes.write(0x80 | (point & 0x3f));
            } else {
                if (point < 0x10000) {
                    bytes.write(0xe0 | point >> 12);
                } else {
                    bytes.write(0xf0 | point >> 18);
                    bytes.write(0x80 | (point >> 12 & 0x3f));
                }
                bytes.write(0x80 | (point >> 6 & 0x3f));
                bytes.write(0x80 | (point & 0x3f));
            }
        }
        return bytes.toByteArray();
    }

    private static @Nullable String units(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int first = bytes[i++] & 0xff;
            int more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 : first >> 3 == 30 ? 3 : -1;
            if (more < 0 || i + more > bytes.length) {
                return null;
            }
            int point = more == 0 ? first : first & 0x3f >> more;
            for (int end = i + more; i < end; i++) {
                if ((bytes[i] & 0xc0) != 0x80) {
                    return null;
                }
                point = point << 6 | (bytes[i] & 0x3f);
            }
            if (point > Character.MAX_CODE_POINT) {
                return null;
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }
}
