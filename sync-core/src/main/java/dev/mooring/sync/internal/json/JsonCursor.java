package dev.mooring.sync.internal.json;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259) step by step, and strictly. Numbers, and values that are not read further, are given as they are written.
 *
 * <p>The caller says what comes next: {@link #beginObject} and {@link #nextName}, {@link #beginArray} and {@link #nextElement}, or a value.
 * A part that is passed over makes no objects. Nesting takes a bit set and no stack. A name that is there twice comes twice. Text that is
 * not JSON is a {@linkplain Faults fault of the caller's own type}; the cursor then stands at the fault. Not thread-safe.
 *
 * <p>Longer than a class should be: the whole grammar is here, and what a part is made of cannot be read without moving on in the
 * same text.
 */
public final class JsonCursor {
    /** Makes the exception for a fault. Its message says what is wrong and where, and never shows the text. */
    @FunctionalInterface
    public interface Faults {
        /**
         * Makes it.
         *
         * @param json stands {@linkplain JsonCursor#at where} the fault is
         * @param expected what should be there
         * @param found what is wrong inside a string or a number, or null
         * @return to be thrown
         */
        RuntimeException of(JsonCursor json, String expected, @Nullable String found);
    }

    /** The fault of half a surrogate pair, which UTF-8 cannot hold. */
    public static final String HALF = "half a surrogate pair";

    private static final String VALUE = "a value";

    private final String text;
    private final Faults faults;
    private final boolean halves;
    private int at;
    /** Whether no member of this object, or element of this array, has come yet. The text itself may be the inside of one. */
    private boolean fresh = true;

    private @Nullable BitSet objects;

    private JsonCursor(String text, Faults faults, boolean halves) {
        this.text = text;
        this.faults = faults;
        this.halves = halves;
    }

    /** Begins at the start of a text. A string with half a surrogate pair, escaped or not, is a fault. */
    public static JsonCursor strict(String text, Faults faults) {
        return new JsonCursor(text, faults, false);
    }

    /** Begins at the start of a text. Strings may have halves of surrogate pairs. */
    public static JsonCursor withHalves(String text, Faults faults) {
        return new JsonCursor(text, faults, true);
    }

    /** Where the cursor stands: how many characters were read. */
    public int at() {
        return at;
    }

    /** How long the text is. */
    public int length() {
        return text.length();
    }

    /** Goes to a place before or after a value of the object or array that the cursor is in. */
    public void moveTo(int place) {
        at = place;
        fresh = false;
    }

    // ---- objects and arrays

    public void beginObject() {
        expect('{', "an object");
        fresh = true;
    }

    /** The name of the next member, with its escapes resolved; null after the last one. */
    public @Nullable String nextName() {
        if (!next('}', "',' or '}'")) {
            return null;
        }
        int from = startOfName();
        boolean escapes = passString();
        String name = between(from, escapes);
        expect(':', "a colon");
        return name;
    }

    /**
     * Passes over the name of the next member if that is this one, written without escapes. Makes no string of it, for a caller that knows
     * the usual order.
     *
     * @return false if it is another one or there is none; then nothing is read
     */
    public boolean nextNameIs(String name) {
        int before = at;
        boolean first = fresh;
        if (next('}', "',' or '}'")) {
            int start = startOfName() + 1;
            int end = start + name.length();
            if (text.startsWith(name, start)
                    && end < text.length()
                    && text.charAt(end) == '"'
                    && name.indexOf('\\') < 0) {
                at = end + 1;
                expect(':', "a colon");
                return true;
            }
        }
        at = before;
        fresh = first;
        return false;
    }

    public void beginArray() {
        expect('[', "an array");
        fresh = true;
    }

    /** Whether there is another element; false after the last one. */
    public boolean nextElement() {
        return next(']', "',' or ']'");
    }

    private boolean next(char end, String expected) {
        skipSpace();
        boolean first = fresh;
        fresh = false;
        if (take(end)) {
            return false;
        }
        if (!first && !take(',')) {
            throw fault(expected);
        }
        return true;
    }

    private int startOfName() {
        skipSpace();
        if (at == text.length() || text.charAt(at) != '"') {
            throw fault("a name");
        }
        return at;
    }

    // ---- values

    /** The first character of the next value. */
    public char peek() {
        skipSpace();
        if (at == text.length()) {
            throw fault(VALUE);
        }
        return text.charAt(at);
    }

    /** Reads a string, and resolves its escapes. */
    public String string() {
        skipSpace();
        fresh = false;
        int from = at;
        if (at == text.length() || text.charAt(at) != '"') {
            throw fault("a string");
        }
        return between(from, passString());
    }

    /** Reads a number, and returns it as it is written. */
    public String number() {
        skipSpace();
        int from = at;
        passNumber();
        return text.substring(from, at);
    }

    /** Reads {@code true} or {@code false}. */
    public boolean bool() {
        boolean value = peek() == 't';
        word(value ? "true" : "false");
        return value;
    }

    /** Whether the next value is {@code null}; if so, it is read. */
    public boolean nullValue() {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    /** Reads any value, and returns it as it is written. */
    public String raw() {
        peek();
        int from = at;
        skip();
        return text.substring(from, at);
    }

    /** Passes over any value, of any depth. */
    public void skip() {
        skip(Integer.MAX_VALUE);
    }

    /**
     * Passes over a value of bounded depth.
     *
     * @param most how many levels it may have
     * @return false if it has more; the cursor then stands at the first bracket that is too deep
     */
    public boolean skip(int most) {
        int depth = 0;
        while (true) {
            char c = peek();
            if (c != '{' && c != '[') {
                passScalar(c);
            } else if (depth == most) {
                return false;
            } else {
                at++;
                skipSpace();
                if (!take(c == '{' ? '}' : ']')) {
                    push(++depth, c == '{');
                    continue;
                }
            }
            depth = behindValue(depth);
            if (depth == 0) {
                fresh = false;
                return true;
            }
        }
    }

    private void push(int depth, boolean object) {
        if (objects == null) {
            objects = new BitSet();
        }
        objects.set(depth, object);
        if (object) {
            passName();
        }
    }

    /** Goes on to the next value and returns its level; 0 if there is none. */
    private int behindValue(int depth) {
        int level = depth;
        while (level > 0) {
            boolean object = objects != null && objects.get(level);
            skipSpace();
            if (take(',')) {
                if (object) {
                    passName();
                }
                return level;
            }
            if (!take(object ? '}' : ']')) {
                throw fault(object ? "',' or '}'" : "',' or ']'");
            }
            level--;
        }
        return 0;
    }

    private void passName() {
        startOfName();
        passString();
        expect(':', "a colon");
    }

    private void passScalar(char c) {
        switch (c) {
            case '"' -> passString();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> passNumber();
        }
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw fault(VALUE);
        }
        fresh = false;
        at += word.length();
    }

    private void passNumber() {
        fresh = false;
        if (!take('-') && !isDigit()) {
            throw fault(VALUE);
        }
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
    }

    private void digits() {
        if (!isDigit()) {
            throw faults.of(this, VALUE, "a number without a digit");
        }
        while (isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    // ---- strings

    /** Passes over a string, beginning at its first quote, and returns whether it has escapes. */
    private boolean passString() {
        boolean escapes = false;
        boolean high = false;
        at++;
        while (true) {
            int run = at;
            skipPlain();
            if (at == text.length()) {
                throw faults.of(this, VALUE, "a string without its end");
            }
            char c = text.charAt(at);
            if (high && (at > run || c == '"')) {
                throw faults.of(this, VALUE, HALF);
            }
            if (c == '"') {
                at++;
                return escapes;
            }
            if (c < ' ') {
                throw faults.of(this, VALUE, "a control character");
            }
            at++;
            if (c == '\\') {
                escapes = true;
                c = escape();
            }
            if (!halves && Character.isLowSurrogate(c) != high) {
                throw faults.of(this, VALUE, HALF);
            }
            high = !halves && Character.isHighSurrogate(c);
        }
    }

    private void skipPlain() {
        int i = at;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || (c >= 0xd800 && c < 0xe000)) {
                break;
            }
            i++;
        }
        at = i;
    }

    /** The string from a quote to the quote just passed, with its escapes resolved. */
    private String between(int quote, boolean escapes) {
        int end = at - 1;
        if (!escapes) {
            return text.substring(quote + 1, end);
        }
        StringBuilder out = new StringBuilder(end - quote);
        int plain = quote + 1;
        for (at = plain; at < end; ) {
            if (text.charAt(at++) == '\\') {
                out.append(text, plain, at - 1).append(escape());
                plain = at;
            }
        }
        at = end + 1;
        return out.append(text, plain, end).toString();
    }

    /** Reads an escape after its backslash, and returns its character. */
    private char escape() {
        char c = at == text.length() ? ' ' : text.charAt(at);
        at++;
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
                at--;
                throw faults.of(this, VALUE, "an unknown escape");
        }
    }

    private char unicode() {
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = at < text.length() && text.charAt(at) <= 'f' ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw faults.of(this, VALUE, "an escape without four digits");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    // ---- the end, and what is between

    /** Whether only space follows. */
    public boolean ended() {
        skipSpace();
        return at == text.length();
    }

    /** Refuses a text that goes on after the value. */
    public void end() {
        if (!ended()) {
            throw fault("the end");
        }
    }

    /** Makes the exception for a value that is valid JSON, but not what the caller expects here. */
    public RuntimeException fault(String expected) {
        return faults.of(this, expected, null);
    }

    private void expect(char c, String what) {
        skipSpace();
        if (!take(c)) {
            throw fault(what);
        }
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
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
}
