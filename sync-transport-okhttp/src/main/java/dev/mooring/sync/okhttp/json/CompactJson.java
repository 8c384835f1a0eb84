package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;

/**
 * Takes one JSON value out of a text, without its spaces, and checks that it is one. Numbers stand as they stood:
 * nothing is converted. Escapes that a server put where none are needed ({@code < > &} and two line separators) are undone,
 * all others stay, so half a surrogate pair and a name that is there twice survive, too.
 *
 * <p>Not by the JSON reader, whose depth is limited to 255: a single value that some other program nested deeper would keep
 * everything behind it from this client. Brackets are counted here, and nothing recurses.
 */
public final class CompactJson {
    /** No server takes more, and no reader should have to. */
    private static final int MAX_DEPTH = 10_000;

    private static final char[] NEEDLESS = {'<', '>', '&', '\u2028', '\u2029'};

    private final String text;
    private final int maxDepth;
    private final StringBuilder out;
    private final StringBuilder open = new StringBuilder();
    private int at;

    CompactJson(String text, int at) {
        this(text, at, MAX_DEPTH);
    }

    private CompactJson(String text, int at, int maxDepth) {
        this.text = text;
        this.at = at;
        this.maxDepth = maxDepth;
        this.out = new StringBuilder(Math.min(128, text.length() - at));
    }

    /**
     * A value without its spaces.
     *
     * @param text one JSON value
     * @return the value
     * @throws JsonDataException if it is none
     */
    public static String of(String text) {
        return alone(new CompactJson(text, 0));
    }

    /**
     * Requires one JSON value, however deep it is. What is broken on the way is none, and comes whole when it is asked for again; what
     * is whole and cannot be read will be no better then.
     *
     * @param text one JSON value
     * @throws JsonDataException if it is none
     */
    public static void require(String text) {
        alone(new CompactJson(text, 0, Integer.MAX_VALUE));
    }

    private static String alone(CompactJson json) {
        String value = json.whole();
        json.space();
        if (json.at < json.text.length()) {
            throw json.fault();
        }
        return value;
    }

    /** The value that begins here. */
    String whole() {
        value();
        return out.toString();
    }

    /** Behind the value. */
    int end() {
        return at;
    }

    private void value() {
        boolean complete = begin();
        while (open.length() > 0) {
            complete = complete ? next() : first();
        }
    }

    /** Reads what begins here; false behind an opening bracket. */
    private boolean begin() {
        space();
        char c = peek();
        if (c == '{' || c == '[') {
            take();
            open.append(c);
            if (open.length() > maxDepth) {
                throw new JsonDataException("a value is nested deeper than " + maxDepth);
            }
            return false;
        }
        if (c == '"') {
            string();
        } else if (c == 't') {
            word("true");
        } else if (c == 'f') {
            word("false");
        } else if (c == 'n') {
            word("null");
        } else {
            number();
        }
        return true;
    }

    private boolean first() {
        space();
        boolean object = open.charAt(open.length() - 1) == '{';
        if (peek() == (object ? '}' : ']')) {
            return close();
        }
        if (object) {
            name();
        }
        return begin();
    }

    private boolean next() {
        space();
        boolean object = open.charAt(open.length() - 1) == '{';
        if (peek() == (object ? '}' : ']')) {
            return close();
        }
        expect(',');
        if (object) {
            space();
            name();
        }
        return begin();
    }

    private boolean close() {
        take();
        open.setLength(open.length() - 1);
        return true;
    }

    private void name() {
        string();
        space();
        expect(':');
    }

    private void string() {
        expect('"');
        while (true) {
            int from = at;
            while (at < text.length() && isPlain(text.charAt(at))) {
                at++;
            }
            out.append(text, from, at);
            char c = peek();
            if (c == '"') {
                take();
                return;
            }
            if (c != '\\') {
                throw fault();
            }
            escape();
        }
    }

    static boolean isPlain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }

    private void escape() {
        int from = at++;
        if ("\"\\/bfnrtu".indexOf(peek()) < 0) {
            throw fault();
        }
        int code = -1;
        if (text.charAt(at++) == 'u') {
            code = 0;
            for (int end = at + 4; at < end; at++) {
                int digit = Character.digit(peek(), 16);
                if (digit < 0 || peek() > 'f') {
                    throw fault();
                }
                code = code * 16 + digit;
            }
        }
        for (char needless : NEEDLESS) {
            if (code == needless) {
                out.append(needless);
                return;
            }
        }
        out.append(text, from, at);
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw fault();
        }
        at += word.length();
        out.append(word);
    }

    private void number() {
        int from = at;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        out.append(text, from, at);
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw fault();
        }
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fault();
        }
        take();
    }

    private void take() {
        out.append(text.charAt(at++));
    }

    private void space() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private char peek() {
        if (at >= text.length()) {
            throw fault();
        }
        return text.charAt(at);
    }

    private JsonDataException fault() {
        return new JsonDataException("malformed JSON at character " + at + " of a value");
    }
}
