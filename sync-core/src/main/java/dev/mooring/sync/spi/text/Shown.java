package dev.mooring.sync.spi.text;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside (names and words of a server, a database or a file) safe to show on a line of a log, in a report or on a
 * terminal.
 *
 * <p>It escapes what could break out of its line or turn it around, as {@code \n}, {@code \t} or {@code \u001b}: control
 * characters, line and paragraph separators, the marks that change the direction of text, other characters that show nothing, and
 * halves of surrogate pairs. The rest stays as it is, a backslash too. A text that is longer than the bound is cut, and says how
 * long it was. Showing a text twice changes nothing more.
 *
 * <p>Every {@link dev.mooring.sync.SyncException}, every reason of an {@link Answer}, an {@link Outcome} or a
 * {@link dev.mooring.sync.recovery.ParkedMutation}, and every statement of the log goes through here. Thread-safe; without state.
 */
public final class Shown {
    /** How many characters of a message are shown at most: 2,000. */
    public static final int WORDS = 2_000;

    /** How many characters of a name are shown at most: 120. */
    public static final int NAME = 120;

    private static final int TAIL = 40;
    private static final char ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final char ZERO_WIDTH_JOINER = 0x200d;
    private static final char SOFT_HYPHEN = 0xad;

    private Shown() {}

    /**
     * A message.
     *
     * @param words from outside
     * @return on one line, of {@link #WORDS} characters at most
     */
    public static String words(String words) {
        return text(words, WORDS);
    }

    /**
     * A name, such as of a collection, a key or a column.
     *
     * @param name from outside
     * @return on one line, of {@link #NAME} characters at most
     */
    public static String name(String name) {
        return text(name, NAME);
    }

    /**
     * Any text.
     *
     * @param text from outside
     * @param max how many characters to show at most, from 100 on
     * @return on one line
     */
    public static String text(String text, int max) {
        if (text.length() <= max && isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(Math.min(text.length(), max) + TAIL);
        int room = max - TAIL;
        int fits = -1; // Where to cut a text that is too long.
        int i = 0;
        while (i < text.length() && shown.length() <= max) {
            if (fits < 0 && shown.length() > room - 8) {
                fits = shown.length();
            }
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (isPlain(point)) {
                shown.appendCodePoint(point);
            } else {
                escape(shown, point);
            }
        }
        if (i == text.length() && shown.length() <= max) {
            return shown.toString();
        }
        shown.setLength(fits);
        return shown.append("… (cut, of ")
                .append(text.length())
                .append(" characters)")
                .toString();
    }

    /**
     * What was thrown, for a log: the same types and traces, its words as they may be shown.
     *
     * @param thrown anything
     * @return to be logged in its place
     */
    public static Throwable thrown(Throwable thrown) {
        return copy(thrown, 0);
    }

    private static Throwable copy(Throwable thrown, int depth) {
        String message = thrown.getMessage();
        Throwable cause = depth < 8 ? thrown.getCause() : null;
        Throwable copy = new Throwable(
                thrown.getClass().getName() + (message == null ? "" : ": " + words(message)),
                cause == null ? null : copy(cause, depth + 1));
        copy.setStackTrace(thrown.getStackTrace());
        return copy;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (!isPlain(point)) {
                return false;
            }
            i += Character.charCount(point);
        }
        return true;
    }

    private static boolean isPlain(int point) {
        if (point >= ' ' && point < 0x7f) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT ->
                point == ZERO_WIDTH_NON_JOINER || point == ZERO_WIDTH_JOINER || point == SOFT_HYPHEN;
            default -> true;
        };
    }

    private static void escape(StringBuilder shown, int point) {
        switch (point) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> shown.append(String.format(Locale.ROOT, point > 0xffff ? "\\U%08x" : "\\u%04x", point));
        }
    }

    /**
     * As {@link #words}, where there may be none.
     *
     * @param words from outside, or null
     * @return null for null
     */
    public static @Nullable String wordsOrNull(@Nullable String words) {
        return words == null ? null : words(words);
    }
}
