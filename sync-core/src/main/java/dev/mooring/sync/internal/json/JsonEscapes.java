package dev.mooring.sync.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * Which characters of a string are written as escapes: quotes, backslashes and control characters always, others as the constants say. None
 * of these sets may ever change, as stored text is compared with newly written text byte by byte. Immutable.
 */
public final class JsonEscapes {
    /** The escapes that {@code JSON.stringify} writes, and U+2028 and U+2029, which older parsers take for line ends. */
    public static final JsonEscapes SHORT = new JsonEscapes(true, true, false);

    /** Control characters by their numbers, and halves of surrogate pairs, which UTF-8 cannot hold. */
    public static final JsonEscapes NUMBERED = new JsonEscapes(false, false, true);

    /** The escapes of {@link #NUMBERED}, and U+2028 and U+2029. */
    public static final JsonEscapes WIDE = new JsonEscapes(false, true, true);

    private final @Nullable String[] ascii = new @Nullable String[0x80];
    private final boolean lineEnds;
    private final boolean halves;

    private JsonEscapes(boolean names, boolean lineEnds, boolean halves) {
        this.lineEnds = lineEnds;
        this.halves = halves;
        for (char c = 0; c < ' '; c++) {
            int named = names ? "\b\t\n\f\r".indexOf(c) : -1;
            ascii[c] = named < 0 ? numbered(c) : "\\" + "btnfr".charAt(named);
        }
        ascii['"'] = "\\\"";
        ascii['\\'] = "\\\\";
    }

    private static String numbered(char c) {
        StringBuilder escape = new StringBuilder("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            escape.append(Character.forDigit(c >> shift & 15, 16));
        }
        return escape.toString();
    }

    /** The escape of a character that is no surrogate; null if it is written as it is. */
    public @Nullable String of(char c) {
        if (c < 0x80) {
            return ascii[c];
        }
        return lineEnds && (c == '\u2028' || c == '\u2029') ? numbered(c) : null;
    }

    /** Whether a text is written as it is. */
    boolean leave(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i)) && at(text, i) != null) {
                return false;
            }
        }
        return true;
    }

    /** Whether a character is one of the many that need no escape. It is asked first, for speed. */
    static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    /** The escape of the character at an index; null if it is written as it is. */
    @Nullable
    String at(String text, int i) {
        char c = text.charAt(i);
        if (Character.isSurrogate(c)) {
            return halves && isHalf(text, i) ? numbered(c) : null;
        }
        return of(c);
    }

    /** Index of the first half of a surrogate pair; -1 if there is none. */
    public static int half(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHalf(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isHalf(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
