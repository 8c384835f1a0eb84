package dev.mooring.sync.testing.oplog;

/**
 * JSON text as the server's encoder shapes it: two spaces a level, {@code < > &} and two line separators escaped, values
 * otherwise as they came. Works on text that {@link Syntax} has found good.
 */
final class JsonShape {
    private static final String ESCAPED = "<>&\u2028\u2029";

    private JsonShape() {}

    /** A text as a JSON string. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                int known = "\b\t\n\f\r".indexOf(c);
                if (known >= 0) {
                    out.append('\\').append("btnfr".charAt(known));
                } else {
                    hex(out, c);
                }
            } else {
                raw(out, c);
            }
        }
        return out.append('"').toString();
    }

    /** A value that was sent, indented at a depth. */
    static String indent(String json, int depth) {
        StringBuilder out = new StringBuilder(json.length() * 2);
        int level = depth;
        boolean opened = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (" \t\r\n".indexOf(c) >= 0) {
                continue;
            }
            boolean closing = c == '}' || c == ']';
            if (opened && !closing) {
                line(out, ++level);
            } else if (closing && !opened) {
                line(out, --level);
            }
            opened = c == '{' || c == '[';
            if (c == '"') {
                i = copyString(json, i, out);
            } else {
                out.append(c);
            }
            if (c == ',') {
                line(out, level);
            } else if (c == ':') {
                out.append(' ');
            }
        }
        return out.toString();
    }

    /** A value without the spaces between its parts. */
    static String compact(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                int end = endOfString(json, i);
                out.append(json, i, end);
                i = end - 1;
            } else if (" \t\r\n".indexOf(c) < 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The text that a JSON string means; a lone surrogate becomes a replacement character. */
    static String unquote(String string) {
        StringBuilder out = new StringBuilder(string.length());
        for (int i = 1; i < string.length() - 1; i++) {
            char c = string.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (string.charAt(++i) == 'u') {
                out.append((char) Integer.parseInt(string.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                int known = "btnfr".indexOf(string.charAt(i));
                out.append(known >= 0 ? "\b\t\n\f\r".charAt(known) : string.charAt(i));
            }
        }
        for (int i = 0; i < out.length(); i++) {
            boolean pair = i + 1 < out.length() && Character.isSurrogatePair(out.charAt(i), out.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(out.charAt(i))) {
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out.toString();
    }

    /** Behind the quote that ends the string that begins here. */
    static int endOfString(String json, int at) {
        int i = at + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    /** Behind the value that begins here. */
    static int endOfValue(String json, int at) {
        int depth = 0;
        int i = at;
        do {
            char c = json.charAt(i);
            if (c == '"') {
                i = endOfString(json, i) - 1;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (depth == 0) {
                while (i + 1 < json.length() && ",]} \t\r\n".indexOf(json.charAt(i + 1)) < 0) {
                    i++;
                }
            }
            i++;
        } while (depth > 0);
        return i;
    }

    private static int copyString(String json, int at, StringBuilder out) {
        int end = endOfString(json, at);
        for (int i = at; i < end; i++) {
            raw(out, json.charAt(i));
        }
        return end - 1;
    }

    private static void raw(StringBuilder out, char c) {
        if (ESCAPED.indexOf(c) >= 0) {
            hex(out, c);
        } else {
            out.append(c);
        }
    }

    private static void hex(StringBuilder out, char c) {
        out.append(String.format("\\u%04x", (int) c));
    }

    private static void line(StringBuilder out, int level) {
        out.append('\n').append("  ".repeat(level));
    }
}
