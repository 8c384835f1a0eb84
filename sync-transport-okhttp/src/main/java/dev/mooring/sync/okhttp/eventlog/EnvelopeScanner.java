package dev.mooring.sync.okhttp.eventlog;

import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Envelope} in one pass over the text. A general JSON reader would cost a second buffer for every event and
 * could not give {@code data} back as it stands.
 *
 * <p>Takes members in any order and with any space between them, as another program may have written them. Inside {@code
 * data} only strings and brackets are followed: what is in there is the app's business.
 */
final class EnvelopeScanner {
    private final String text;
    private int at;
    private int backslash = -1;
    private boolean failed;
    private @Nullable String version;
    private @Nullable String id;
    private String device = "";
    private @Nullable String collection;
    private @Nullable String key;
    private @Nullable String kind;
    private @Nullable String data;

    EnvelopeScanner(String text) {
        this.text = text;
    }

    @Nullable
    Envelope scan() {
        object(true);
        skipSpace();
        if (failed || at != text.length() || !"1".equals(version) || data == null) {
            return null;
        }
        if (id == null || key == null || collection == null || collection.isEmpty() || kind == null || kind.isEmpty()) {
            return null;
        }
        return new Envelope(id, device, collection, key, kind, data);
    }

    private void object(boolean outer) {
        expect('{');
        // A member at a time, until one is not followed by another.
        do {
            skipSpace();
            String name = string();
            expect(':');
            if (failed) {
                return;
            }
            if (outer) {
                outerMember(name);
            } else {
                skipSpace();
                innerMember(name);
            }
            skipSpace();
        } while (take(','));
        expect('}');
    }

    private void outerMember(String name) {
        if (name.equals("data")) {
            failed |= data != null;
            data = value(true);
        } else if (name.equals("mooring") && version == null) {
            object(false);
        } else {
            failed = true; // Not ours: ours has these two members and no other.
        }
    }

    private void innerMember(String name) {
        switch (name) {
            case "v" -> version = value(false);
            case "id" -> id = string();
            case "device" -> device = string();
            case "collection" -> collection = string();
            case "key" -> key = string();
            case "kind" -> kind = string();
            default -> value(false);
        }
    }

    /** Any JSON value, as it stands; with the space around it, too, if that is part of what the app gave. */
    private String value(boolean withSpace) {
        int from = at;
        int depth = 0;
        boolean blank = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                skipString();
                blank = false;
                continue;
            }
            blank &= isSpace(c) || c == '}' || c == ']' || c == ',';
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    break;
                }
                depth--;
            } else if (depth == 0 && (c == ',' || (!withSpace && isSpace(c)))) {
                break;
            }
            at++;
        }
        failed |= depth != 0 || blank;
        return text.substring(from, at);
    }

    private void skipString() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                at++;
            }
        }
        at = text.length();
        failed = true;
    }

    private String string() {
        if (failed || at >= text.length() || text.charAt(at) != '"') {
            failed = true;
            return "";
        }
        int from = ++at;
        int end = text.indexOf('"', from);
        if (end < 0) {
            failed = true;
            return "";
        }
        if (nextBackslash(from) < end) {
            return escaped();
        }
        at = end + 1;
        return text.substring(from, end);
    }

    /** Looked for once and not for every string: most envelopes have none before {@code data}. */
    private int nextBackslash(int from) {
        if (backslash < from) {
            int index = text.indexOf('\\', from);
            backslash = index < 0 ? text.length() : index;
        }
        return backslash;
    }

    private String escaped() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escape() : c);
        }
        failed = true;
        return "";
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
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
                return hex();
            default:
                failed = true;
                return c;
        }
    }

    private char hex() {
        int value = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            failed |= digit < 0;
            value = value * 16 + Math.max(digit, 0);
        }
        return (char) value;
    }

    private void expect(char c) {
        skipSpace();
        failed |= !take(c);
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
