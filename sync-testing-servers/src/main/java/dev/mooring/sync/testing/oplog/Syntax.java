package dev.mooring.sync.testing.oplog;

import java.nio.charset.StandardCharsets;

/**
 * Finds the first JSON value of a text as the server's decoder does, with its complaints. What comes behind the value is
 * never looked at.
 */
final class Syntax {
    private static final int MAX_DEPTH = 10_000;
    private static final String BEGIN = "looking for beginning of value";

    private final String text;
    private int at;
    /** What each open bracket is: {@code &#123;} or {@code [}. */
    private final StringBuilder open = new StringBuilder();

    private Syntax(String text) {
        this.text = text;
    }

    static String first(String text) {
        Syntax syntax = new Syntax(text);
        syntax.space();
        if (syntax.at == text.length()) {
            throw new RefusedBody("EOF");
        }
        int start = syntax.at;
        syntax.value();
        return text.substring(start, syntax.at);
    }

    /** Without recursion: a value may be nested as deep as the server allows. */
    private void value() {
        boolean complete = begin(BEGIN);
        while (!complete || open.length() > 0) {
            space();
            complete = complete ? next() : first();
        }
    }

    /** Reads what begins here; true where it is complete, false behind an opening bracket. */
    private boolean begin(String complaint) {
        char c = peek();
        switch (c) {
            case '{', '[' -> {
                at++;
                open.append(c);
                if (open.length() > MAX_DEPTH) {
                    throw new RefusedBody("exceeded max depth");
                }
                return false;
            }
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                if (c != '-' && (c < '0' || c > '9')) {
                    throw fault(complaint);
                }
                number();
            }
        }
        return true;
    }

    private boolean first() {
        boolean object = open.charAt(open.length() - 1) == '{';
        if (peek() == (object ? '}' : ']')) {
            return close();
        }
        if (object) {
            key();
        }
        return begin(BEGIN);
    }

    private boolean next() {
        boolean object = open.charAt(open.length() - 1) == '{';
        char c = peek();
        if (c == (object ? '}' : ']')) {
            return close();
        }
        if (c != ',') {
            throw fault(object ? "after object key:value pair" : "after array element");
        }
        at++;
        space();
        if (object) {
            key();
        }
        return begin(BEGIN);
    }

    private boolean close() {
        at++;
        open.setLength(open.length() - 1);
        return true;
    }

    private void key() {
        if (peek() != '"') {
            throw fault("looking for beginning of object key string");
        }
        string();
        space();
        if (peek() != ':') {
            throw fault("after object key");
        }
        at++;
        space();
    }

    private void string() {
        at++;
        while (peek() != '"') {
            if (peek() < 0x20) {
                throw fault("in string literal");
            }
            if (text.charAt(at++) == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() {
        if ("\"\\/bfnrtu".indexOf(peek()) < 0) {
            throw fault("in string escape code");
        }
        if (text.charAt(at++) == 'u') {
            for (int i = 0; i < 4; i++, at++) {
                if (Character.digit(peek(), 16) < 0) {
                    throw fault("in \\u hexadecimal character escape");
                }
            }
        }
    }

    private void word(String word) {
        at++;
        for (int i = 1; i < word.length(); i++, at++) {
            if (peek() != word.charAt(i)) {
                throw fault("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private void digits(String complaint) {
        if (!digit(peek())) {
            throw fault(complaint);
        }
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new RefusedBody("unexpected EOF");
        }
        return text.charAt(at);
    }

    /** The decoder sees bytes, and shows the first one of a longer character. */
    private RefusedBody fault(String where) {
        int end = Math.min(text.length(), at + (Character.isHighSurrogate(text.charAt(at)) ? 2 : 1));
        char seen = (char) (text.substring(at, end).getBytes(StandardCharsets.UTF_8)[0] & 0xff);
        String shown = seen == '\'' ? "\\'" : seen == '\\' ? "\\\\" : Character.toString(seen);
        if (seen < 0x20) {
            int known = "\b\t\n\f\r".indexOf(seen);
            shown = known >= 0 ? "\\" + "btnfr".charAt(known) : String.format("\\x%02x", (int) seen);
        }
        return new RefusedBody("invalid character '" + shown + "' " + where);
    }
}
