package dev.mooring.examples.shell;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line, written as it is built. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    private Json() {}

    static Json of(@Nullable String command) {
        return new Json().with("command", command);
    }

    /** A text as a JSON string. */
    static String quoted(String text) {
        Json json = new Json();
        json.text.setLength(0);
        json.quote(text);
        return json.text.toString();
    }

    Json with(String key, @Nullable Object value) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(key);
        text.append(':');
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof Json) {
            text.append(value);
        } else if (value instanceof Collection<?> list) {
            text.append('[');
            String comma = "";
            for (Object one : list) {
                text.append(comma);
                quote(String.valueOf(one));
                comma = ",";
            }
            text.append(']');
        } else if (value instanceof Map<?, ?> map) {
            Json object = new Json();
            map.forEach((name, one) -> object.with(String.valueOf(name), one));
            text.append(object);
        } else {
            quote(value.toString());
        }
        return this;
    }

    /** Leaves the key out if there is no value. */
    Json withUnlessNull(String key, @Nullable Object value) {
        return value == null ? this : with(key, value);
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (isControl(c) || (Character.isSurrogate(c) && isLone(value, i))) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** Also what ends a line for some readers, as an object is to stay on one, and what turns it around for who looks at it. */
    private static boolean isControl(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isLone(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))
                : i == 0 || !Character.isHighSurrogate(value.charAt(i - 1));
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
