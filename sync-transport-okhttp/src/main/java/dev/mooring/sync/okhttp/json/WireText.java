package dev.mooring.sync.okhttp.json;

import dev.mooring.sync.internal.json.JsonEscapes;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON text as UTF-8 in one pass, a block at a time. A general JSON writer looks at each text twice and hands it on in
 * pieces between its escapes, and a payload is JSON inside a string: it has an escape every few characters.
 *
 * <p>Escapes are {@linkplain JsonEscapes#SHORT short}. Half a surrogate
 * pair, which no recorded mutation holds, becomes a question mark.
 */
public final class WireText {
    /** What one character becomes at most: six bytes of escape. */
    private static final int WIDEST = 6;

    private final Buffer out = new Buffer();
    private final byte[] block = new byte[8192];
    private int at;

    /** Begins an empty text. */
    public WireText() {}

    /**
     * ASCII that is JSON already.
     *
     * @param json as it shall stand
     * @return this
     */
    public WireText raw(String json) {
        for (int i = 0; i < json.length(); i++) {
            room();
            block[at++] = (byte) json.charAt(i);
        }
        return this;
    }

    /**
     * A whole number.
     *
     * @param value the number
     * @return this
     */
    public WireText number(long value) {
        return raw(Long.toString(value));
    }

    /**
     * A string with its quotes.
     *
     * @param text what it means
     * @return this
     */
    public WireText string(String text) {
        return raw("\"").escaped(text).raw("\"");
    }

    /**
     * JSON as it stands, whatever its characters.
     *
     * @param json a value
     * @return this
     */
    public WireText json(String json) {
        return text(json, null);
    }

    /**
     * A part of a string, without quotes.
     *
     * @param text what it means
     * @return this
     */
    public WireText escaped(String text) {
        return text(text, JsonEscapes.SHORT);
    }

    private WireText text(String text, @Nullable JsonEscapes escapes) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            room();
            char c = text.charAt(i);
            String escape = escapes == null ? null : escapes.of(c);
            if (escape != null) {
                ascii(escape);
            } else if (c < 0x80) {
                block[at++] = (byte) c;
            } else if (c < 0x800) {
                block[at++] = (byte) (0xc0 | (c >> 6));
                block[at++] = tail(c);
            } else if (Character.isSurrogate(c)) {
                i += surrogate(text, i);
            } else {
                block[at++] = (byte) (0xe0 | (c >> 12));
                block[at++] = tail(c >> 6);
                block[at++] = tail(c);
            }
        }
        return this;
    }

    /** Returns how many characters beyond the first were taken. */
    private int surrogate(String text, int i) {
        int point = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(point)) {
            block[at++] = '?';
            return 0;
        }
        block[at++] = (byte) (0xf0 | (point >> 18));
        block[at++] = tail(point >> 12);
        block[at++] = tail(point >> 6);
        block[at++] = tail(point);
        return 1;
    }

    /** A byte that goes on with a character: the lowest six bits. */
    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    private void ascii(String escape) {
        for (int i = 0; i < escape.length(); i++) {
            block[at++] = (byte) escape.charAt(i);
        }
    }

    private void room() {
        if (at > block.length - WIDEST) {
            out.write(block, 0, at);
            at = 0;
        }
    }

    /**
     * All of it; ends the writing.
     *
     * @return UTF-8
     */
    public ByteString bytes() {
        out.write(block, 0, at);
        at = 0;
        return out.readByteString();
    }
}
