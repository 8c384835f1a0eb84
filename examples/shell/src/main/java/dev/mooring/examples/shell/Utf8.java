package dev.mooring.examples.shell;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what comes in from outside. A byte that is not UTF-8 becomes a lone surrogate, which the library refuses to
 * record; the usual replacement character would be recorded as if it had been meant.
 */
final class Utf8 {
    private Utf8() {}

    /** Says which byte of a text was none, if there was one: to call it half a surrogate pair would be nobody's words. */
    static @Nullable String fault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
            if (c >= 0xDC80 && c <= 0xDCFF && !pair) {
                return String.format("holds the byte 0x%02X, which is no UTF-8 there", c & 0xFF);
            }
        }
        return null;
    }

    static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (0xDC00 | (in.get() & 0xFF)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
