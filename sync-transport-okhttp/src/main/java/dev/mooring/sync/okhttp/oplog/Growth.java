package dev.mooring.sync.okhttp.oplog;

/**
 * How large a payload comes back (§1.1): indented by two spaces a level, and with escapes where none are needed. Depth costs the
 * square of it. It is what every device has to read, also one that counts the spaces.
 */
final class Growth {
    /** Every device reads a value of so many bytes by default. */
    static final long MOST_BYTES = 16 << 20;

    /** At which level a payload stands in an answer. */
    private static final int LEVEL = 3;

    private Growth() {}

    /**
     * The bytes of a payload in an answer.
     *
     * @param json one JSON value
     * @return its size there
     */
    static long of(String json) {
        long bytes = 0;
        int level = LEVEL;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!quoted && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
                continue;
            }
            bytes += width(c);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                if (c == '\\') {
                    bytes++;
                    i++;
                }
            } else if (c == '{' || c == '[') {
                bytes += line(++level);
            } else if (c == '}' || c == ']') {
                bytes += line(--level);
            } else if (c == ',') {
                bytes += line(level);
            } else if (c == ':') {
                bytes++;
            }
        }
        return bytes;
    }

    private static long line(int level) {
        return 1 + 2L * level;
    }

    private static int width(char c) {
        if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            return 6;
        }
        // Half of a pair of surrogates has two of its four bytes.
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
