package dev.mooring.sync.okhttp.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the bytes of a JSON text as they come and keeps them without the spaces between its parts, and without the escapes that a
 * server put where none are needed. Some servers indent what they keep: a deep value is mostly spaces then, and a long list of
 * small numbers many times its size. What is kept is bounded, what comes is not.
 *
 * <p>Follows strings and brackets and nothing else: what is no JSON before is none behind it.
 */
final class Unspaced {
    private static final String NEEDLESS = "<>&\u2028\u2029";
    private static final int PLAIN = 0;
    private static final int QUOTED = 1;
    private static final int ESCAPED = 2;
    /** One more for each digit behind {@code \\u} that was seen. */
    private static final int HEX = 3;

    private static final int DIGITS = 4;

    private final long most;
    private byte[] kept = new byte[512];
    private int size;
    private int state = PLAIN;
    private int code;
    private int depth;
    private boolean gap;

    /**
     * Begins inside an object.
     *
     * @param most how many bytes may be kept
     */
    Unspaced(long most) {
        this.most = most;
    }

    /** What was kept. */
    String text() {
        return new String(kept, 0, size, StandardCharsets.UTF_8);
    }

    /** Takes bytes up to the bracket that closes the object; returns its index, or -1 if it is not among them. */
    int take(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = data[i];
            if (state == QUOTED) {
                i = quoted(data, i, to);
            } else if (state != PLAIN) {
                escaped(b);
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                gap = true;
            } else if ((b == '}' || b == ']') && depth == 0) {
                return i;
            } else {
                part(b);
            }
        }
        return -1;
    }

    private void part(byte b) {
        // Two parts without anything between them are no JSON, and must not become one part that is.
        if (gap && size > 0 && "{[,:".indexOf(kept[size - 1]) < 0 && "}],:".indexOf(b) < 0) {
            keep((byte) ' ');
        }
        gap = false;
        keep(b);
        if (b == '"') {
            state = QUOTED;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
    }

    /** Keeps a run of a string; returns the index of its last byte. */
    private int quoted(byte[] data, int from, int to) {
        int end = from;
        while (end < to && data[end] != '"' && data[end] != '\\') {
            end++;
        }
        room(end - from);
        System.arraycopy(data, from, kept, size, end - from);
        size += end - from;
        if (end == to) {
            return to - 1;
        }
        keep(data[end]);
        state = data[end] == '"' ? PLAIN : ESCAPED;
        return end;
    }

    private void escaped(byte b) {
        if (state == ESCAPED) {
            keep(b);
            state = b == 'u' ? HEX : QUOTED;
            code = 0;
            return;
        }
        int digit = b < 0 ? -1 : Character.digit(b, 16);
        keep(b);
        if (digit < 0) {
            // No escape, so no JSON: whoever reads the text says where.
            state = b == '"' ? PLAIN : b == '\\' ? ESCAPED : QUOTED;
            return;
        }
        code = code << 4 | digit;
        state++;
        if (state == HEX + DIGITS) {
            state = QUOTED;
            if (NEEDLESS.indexOf(code) >= 0) {
                size -= DIGITS + 2;
                for (byte one : String.valueOf((char) code).getBytes(StandardCharsets.UTF_8)) {
                    keep(one);
                }
            }
        }
    }

    private void keep(byte b) {
        room(1);
        kept[size++] = b;
    }

    private void room(int more) {
        if (size + (long) more > most) {
            throw new TooLarge(most);
        }
        if (size + more > kept.length) {
            kept = Arrays.copyOf(kept, (int)
                    Math.min(Math.max(size + (long) more, kept.length * 2L), Integer.MAX_VALUE - 8));
        }
    }
}
