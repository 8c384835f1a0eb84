package dev.mooring.sync.testing.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON into {@link ScriptValue}s, and complains in the words of the live server's engine. A JSON library of Java accepts texts that
 * this engine refuses, loses lone surrogates, and has other words.
 */
public final class JsonReader {
    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    public static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.space();
        if (reader.at < text.length()) {
            throw reader.fault("Unexpected non-whitespace character after JSON");
        }
        return value;
    }

    private Object value() {
        space();
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                return word("null", ScriptValue.Nothing.NULL);
            default:
                return number();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return map;
        }
        String complaint = "Expected property name or '}' in JSON";
        while (true) {
            space();
            if (peek() != '"') {
                throw fault(complaint);
            }
            String name = string();
            space();
            if (peek() != ':') {
                throw fault("Expected ':' after property name in JSON");
            }
            at++;
            map.put(name, value());
            space();
            char c = peek();
            if (c != ',' && c != '}') {
                throw fault("Expected ',' or '}' after property value in JSON");
            }
            at++;
            if (c == '}') {
                return map;
            }
            complaint = "Expected double-quoted property name in JSON";
        }
    }

    private List<Object> array() {
        List<Object> list = new ArrayList<>();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value());
            space();
            char c = peek();
            if (c != ',' && c != ']') {
                throw fault("Expected ',' or ']' after array element in JSON");
            }
            at++;
            if (c == ']') {
                return list;
            }
        }
    }

    private String string() {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= 0x20) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder(text.length() - start > 64 ? 128 : 32).append(text, start, at);
        while (true) {
            if (at >= text.length()) {
                throw fault("Unterminated string in JSON");
            }
            char c = text.charAt(at);
            if (c < 0x20) {
                throw fault("Bad control character in string literal in JSON");
            }
            at++;
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        if (at >= text.length()) {
            throw fault("Unterminated string in JSON");
        }
        char c = text.charAt(at);
        if (c == 'u') {
            int code = 0;
            for (int i = 0; i < 4; i++) {
                at++;
                int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
                if (digit < 0) {
                    throw fault("Bad Unicode escape in JSON");
                }
                code = code * 16 + digit;
            }
            at++;
            return (char) code;
        }
        int known = "\"\\/bfnrt".indexOf(c);
        if (known < 0) {
            throw fault("Bad escaped character in JSON");
        }
        at++;
        return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private Object word(String word, Object value) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at >= text.length() || text.charAt(at) != word.charAt(i)) {
                throw unexpected();
            }
        }
        return value;
    }

    private Double number() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
            if (!digit()) {
                throw fault("No number after minus sign in JSON");
            }
        } else if (!digit()) {
            throw unexpected();
        }
        boolean zero = text.charAt(at) == '0';
        at++;
        while (!zero && digit()) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits("Unterminated fractional number in JSON");
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits("Exponent part is missing a number in JSON");
        }
        return Double.valueOf(text.substring(start, at));
    }

    private void digits(String complaint) {
        if (!digit()) {
            throw fault(complaint);
        }
        while (digit()) {
            at++;
        }
    }

    private boolean digit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private ScriptError unexpected() {
        if (at >= text.length()) {
            return new ScriptError("Unexpected end of JSON input");
        }
        String shown = text.length() <= 40
                ? "\"" + text + "\""
                : (at > 10 ? "...\"" : "\"")
                        + text.substring(Math.max(0, at - 10), Math.min(text.length(), at + 10))
                        + (at + 10 < text.length() ? "\"..." : "\"");
        return new ScriptError("Unexpected token '" + text.charAt(at) + "', " + shown + " is not valid JSON");
    }

    private ScriptError fault(String complaint) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new ScriptError(complaint + " at position " + at + " (line " + line + " column " + column + ")");
    }
}
