package dev.mooring.sync.android.internal;

import java.nio.charset.StandardCharsets;

/** Java's strings as SQLite takes them from Android, which passes UTF-16. */
final class Texts {
    private static final char MARK = '\uFEFF';
    private static final char SWAPPED = '\uFFFE';

    private Texts() {}

    /**
     * A text that comes to be stored as it is. SQLite takes a byte-order mark off, so one that begins with it, or with what looks like
     * that of the other order, gets one more. Half a pair of surrogates would take the next character with it, and becomes a question mark.
     */
    static String bound(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String whole =
                isWellFormed(text) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        char first = whole.charAt(0);
        return first == MARK || first == SWAPPED ? MARK + whole : whole;
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                if (Character.isLowSurrogate(unit)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
