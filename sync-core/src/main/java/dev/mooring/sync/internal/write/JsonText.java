package dev.mooring.sync.internal.write;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a text is exactly one well-formed JSON value (RFC 8259), without building anything.
 *
 * <p>A payload is checked when it is recorded, since one that is found broken at the server would block the outbox. The
 * scan keeps no stack: nesting is held in a bit set, so that no payload can overflow the thread's stack.
 */
public final class JsonText {
    private static final int MAX_DEPTH = 1000;

    private final String text;
    private int at;
    private boolean lone;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * Index of the first surrogate without its partner.
     *
     * @param text any text
     * @return the index, or -1 if the text is well-formed UTF-16
     */
    public static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }

    /**
     * What is wrong with a text as JSON.
     *
     * @param text the payload
     * @return what and where, or null if it is one JSON value
     */
    public static @Nullable String fault(String text) {
        int lone = loneSurrogate(text);
        return lone >= 0 ? "lone surrogate at index " + lone : new JsonText(text).scan();
    }

    private @Nullable String scan() {
        BitSet objects = new BitSet();
        int depth = 0;
        boolean wantValue = true;
        skipSpace();
        while (true) {
            if (wantValue) {
                if (at >= text.length()) {
                    return expected("a value");
                }
                char c = text.charAt(at);
                if (c == '{' || c == '[') {
                    if (++depth > MAX_DEPTH) {
                        return "nested deeper than " + MAX_DEPTH + " at index " + at;
                    }
                    at++;
                    objects.set(depth, c == '{');
                    skipSpace();
                    if (!take(c == '{' ? '}' : ']')) {
                        if (c == '{' && !name()) {
                            return expected("a name");
                        }
                        continue;
                    }
                    depth--;
                } else if (!scalar(c)) {
                    return expected("a value");
                }
                wantValue = false;
            }
            skipSpace();
            if (depth == 0) {
                return at == text.length() ? null : expected("the end");
            }
            if (take(',')) {
                skipSpace();
                if (objects.get(depth) && !name()) {
                    return expected("a name");
                }
                wantValue = true;
            } else if (take(objects.get(depth) ? '}' : ']')) {
                depth--;
            } else {
                return expected(objects.get(depth) ? "',' or '}'" : "',' or ']'");
            }
        }
    }

    private boolean name() {
        if (!string()) {
            return false;
        }
        skipSpace();
        if (!take(':')) {
            return false;
        }
        skipSpace();
        return true;
    }

    private boolean scalar(char c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean word(String word) {
        boolean there = text.startsWith(word, at);
        at += there ? word.length() : 0;
        return there;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < 0x20) {
                return false;
            }
            at++;
            if (c == '"') {
                return true;
            }
            if (c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        int unit = unit();
        // Half a character is as broken behind an escape: whoever decodes the text gets it, and may not be able to
        // store it.
        lone = isLow(unit) || (isHigh(unit) && !(take('\\') && take('u') && isLow(unit())));
        return unit >= 0 && !lone;
    }

    private static boolean isHigh(int unit) {
        return unit >> 10 == 0x36;
    }

    private static boolean isLow(int unit) {
        return unit >> 10 == 0x37;
    }

    /** Four hexadecimal digits, or -1. */
    private int unit() {
        int unit = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = at < text.length() && text.charAt(at) <= 'f' ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String expected(String what) {
        return (lone ? "lone surrogate before" : "expected " + what + " at") + " index " + at;
    }
}
