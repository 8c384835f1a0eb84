package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;

/**
 * The members of an object that is a text already, one by one, to the letter: what is no JSON is a {@link JsonDataException},
 * and so is a value of another type than is asked for.
 */
public final class Members {
    private final String text;
    private int at;
    private boolean begun;

    /**
     * Begins.
     *
     * @param inside what stands between the brackets of an object
     */
    public Members(String inside) {
        this.text = inside;
    }

    /**
     * The next member; its value has to be read or skipped before the one behind it.
     *
     * @return its name
     */
    public String next() {
        space();
        if (begun) {
            expect(',');
            space();
        }
        begun = true;
        String name = string();
        space();
        expect(':');
        space();
        return name;
    }

    /**
     * Where it stands, to come {@linkplain #backTo back} to.
     *
     * @return in front of a value, behind {@link #next}
     */
    public int at() {
        return at;
    }

    /**
     * Goes back to a value that turned out to be of another type.
     *
     * @param value as {@link #at} said
     */
    public void backTo(int value) {
        at = value;
    }

    /**
     * Whether a member follows.
     *
     * @return false at the end
     */
    public boolean hasNext() {
        space();
        return at < text.length();
    }

    /**
     * A value that is a string.
     *
     * @return what it means, never empty
     */
    public String filled() {
        String value = string();
        if (value.isEmpty()) {
            throw fault("an empty string");
        }
        return value;
    }

    /**
     * A value that is a whole number.
     *
     * @return the number
     */
    public long integer() {
        int from = at;
        String number = compact();
        try {
            char first = number.charAt(0);
            if (first != '-' && (first < '0' || first > '9')) {
                throw new NumberFormatException("no number");
            }
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            at = from;
            throw fault("no whole number of 64 bits");
        }
    }

    /**
     * Any value.
     *
     * @return without spaces, as {@link CompactJson} says
     */
    public String compact() {
        CompactJson value = new CompactJson(text, at);
        String json = value.whole();
        at = value.end();
        return json;
    }

    private String string() {
        if (at >= text.length() || text.charAt(at) != '"') {
            throw fault("no string");
        }
        int from = at + 1;
        int i = from;
        while (i < text.length() && CompactJson.isPlain(text.charAt(i))) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == '"') {
            at = i + 1;
            return text.substring(from, i);
        }
        String json = compact();
        return unescaped(json);
    }

    /** A string that was found good. */
    private static String unescaped(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = json.charAt(++i);
            if (c == 'u') {
                out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                int known = "btnfr".indexOf(c);
                out.append(known < 0 ? c : "\b\t\n\f\r".charAt(known));
            }
        }
        return out.toString();
    }

    private void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw fault("no " + c);
        }
        at++;
    }

    private void space() {
        while (at < text.length() && CompactJson.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private JsonDataException fault(String what) {
        return new JsonDataException(what + " at character " + at + " of an object");
    }
}
