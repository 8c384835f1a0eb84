package dev.mooring.examples.server.log;

/**
 * Writes JSON strings. Everything that a database's text cannot hold is escaped: control characters, NUL among them, and halves of
 * surrogate pairs. So a text comes back exactly as it was sent.
 */
public final class JsonText {
    private JsonText() {}

    /** Appends the text with quotes. */
    public static StringBuilder quote(StringBuilder out, String text) {
        out.append('"');
        escape(out, text);
        return out.append('"');
    }

    /** The text with quotes. */
    public static String quote(String text) {
        return quote(new StringBuilder(text.length() + 2), text).toString();
    }

    /** The text without quotes. It can be kept by any database, and different texts stay different. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        escape(out, text);
        return out.toString();
    }

    private static void escape(StringBuilder out, String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && (c < 0x7f || isKept(text, i))) {
                continue;
            }
            out.append(text, plain, i);
            plain = i + 1;
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append(text, plain, text.length());
    }

    private static boolean isKept(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        return !Character.isLowSurrogate(c) || (at > 0 && Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
