package dev.mooring.sync.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * Which characters of a string are written as escapes. Quotes, backslashes and control characters are in each of them. What was
 * written once is compared with what is written later, byte for byte, so none of them may change. Immutable.
 */
public final class JsonEscapes {
    /** As {@code JSON.stringify} writes, and U+2028 and U+2029, which were line ends to older parsers. */
    public static final JsonEscapes SHORT = new JsonEscapes(true, true, false);

    /** Control characters by their numbers, and halves of surrogate pairs, which have no UTF-8. */
    public static final JsonEscapes NUMBERED = new JsonEscapes(false, false, true);

    /** As {@link #NUMBERED}, and U+2028 and U+2029. */
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

    /** The escape of a character that is no surrogate; null if it stands for itself. */
    public @Nullable String of(char c) {
        if (c < 0x80) {
            return ascii[c];
        }
        return lineEnds && (c == '\u2028' || c == '\u2029') ? numbered(c) : null;
    }

    /** A text with its escapes and without quotes. */
    public String in(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i)) && at(text, i) != null) {
                String quoted =
                        new JsonWriter(this, text.length() + 16).string(text).toString();
                return quoted.substring(1, quoted.length() - 1);
            }
        }
        return text;
    }

    /** What most characters are; asked before the rest, for speed. */
    static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    /** The escape of the character that is there; null if it stands for itself. */
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
