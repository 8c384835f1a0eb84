package dev.mooring.sync.sqlite.internal.format;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259) step by step, strictly, and keeps the text of numbers and of whatever is not looked into.
 * Nesting costs no stack. Every fault is an {@link Unreadable} with its position and without the content.
 */
public final class JsonReader {
    private final String text;
    private int at;
    private boolean fresh;

    public JsonReader(String text) {
        this.text = text;
    }

    /** Where it is, for messages. */
    int position() {
        return at;
    }

    /** The first character of the next value. */
    char peek() {
        skipSpace();
        if (at == text.length()) {
            throw fault("a value");
        }
        return text.charAt(at);
    }

    /** Goes into an object; {@link #nextName} leads through it. */
    public void beginObject() {
        expect('{', "an object");
        fresh = true;
    }

    /** The name of the next member, or null behind the end of the object. */
    @Nullable
    public String nextName() {
        if (!next('}')) {
            return null;
        }
        skipSpace();
        String name = string();
        expect(':', "a colon");
        return name;
    }

    /** Goes into an array; {@link #nextElement} leads through it. */
    public void beginArray() {
        expect('[', "an array");
        fresh = true;
    }

    /** Whether there is another element; false behind the end of the array. */
    public boolean nextElement() {
        return next(']');
    }

    /** Whether another one comes; takes the comma, or the end. */
    private boolean next(char end) {
        char c = peek();
        boolean first = fresh;
        fresh = false;
        if (c == end) {
            at++;
            return false;
        }
        if (!first) {
            expect(',', "a comma, or an end");
        }
        return true;
    }

    /** A string, as it means. */
    String string() {
        expect('"', "a string");
        fresh = false;
        int from = at;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(from, at++);
            }
            if (c == '\\' || Character.isSurrogate(c)) {
                return escaped(from);
            }
            if (c < 0x20) {
                break;
            }
        }
        throw fault("the end of a string");
    }

    private String escaped(int from) {
        StringBuilder out = new StringBuilder(text.length() - at < 64 ? 64 : 256).append(text, from, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return whole(out);
            }
            if (c < 0x20) {
                break;
            }
            at++;
            out.append(c == '\\' ? escape() : c);
        }
        throw fault("the end of a string");
    }

    private String whole(StringBuilder out) {
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < out.length()
                        && Character.isLowSurrogate(out.charAt(i + 1));
                if (!pair) {
                    throw fault("a string without half a surrogate pair");
                }
                i++;
            }
        }
        return out.toString();
    }

    private char escape() {
        if (at == text.length()) {
            throw fault("an escape");
        }
        char c = text.charAt(at++);
        switch (c) {
            case '"', '\\', '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                return unicode();
            default:
                throw fault("an escape");
        }
    }

    private char unicode() {
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = at < text.length() ? hex(text.charAt(at)) : -1;
            if (digit < 0) {
                throw fault("four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = (c | 0x20) - 'a';
        return letter >= 0 && letter < 6 ? letter + 10 : -1;
    }

    /** A number, as it is written. */
    String number() {
        skipSpace();
        fresh = false;
        int from = at;
        take('-');
        if (!take('0')) {
            digits();
        }
        if (take('.')) {
            digits();
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits();
        }
        return text.substring(from, at);
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw fault("a digit");
        }
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** True or false. */
    boolean bool() {
        boolean value = peek() == 't';
        word(value ? "true" : "false");
        return value;
    }

    /** The word null, if it is the next value. */
    public boolean nullValue() {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw fault("a value");
        }
        fresh = false;
        at += word.length();
    }

    /** Any value, as it is written. */
    public String raw() {
        peek();
        int from = at;
        BitSet objects = new BitSet();
        int depth = 0;
        boolean wanted = true;
        while (wanted || depth > 0) {
            if (!wanted) {
                boolean object = objects.get(depth);
                boolean more = object ? nextName() != null : nextElement();
                if (!more) {
                    depth--;
                    continue;
                }
            }
            wanted = false;
            char c = peek();
            if (c == '{' || c == '[') {
                objects.set(++depth, c == '{');
                if (c == '{') {
                    beginObject();
                } else {
                    beginArray();
                }
            } else {
                scalar(c);
            }
        }
        return text.substring(from, at);
    }

    private void scalar(char c) {
        switch (c) {
            case '"' -> string();
            case 't', 'f' -> bool();
            case 'n' -> nullValue();
            default -> number();
        }
    }

    /** Refuses anything behind the value. */
    public void end() {
        skipSpace();
        if (at < text.length()) {
            throw fault("nothing more");
        }
    }

    private void expect(char c, String what) {
        skipSpace();
        if (!take(c)) {
            throw fault(what);
        }
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    Unreadable fault(String expected) {
        return new Unreadable("expected " + expected + " at index " + at + " of " + text.length());
    }
}
