package dev.mooring.sync.testing.oplog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object as the server's decoder binds them to a struct: names match whatever their case, the last one
 * of a name wins, an unknown name or a wrong type refuses the body, and the first complaint is the one that is told.
 */
final class Fields {
    private final String path;
    private final Map<String, String> raw = new LinkedHashMap<>();

    private Fields(String path) {
        this.path = path;
    }

    /**
     * Binds.
     *
     * @param json an object or null
     * @param path how the decoder names the place, with the dot: {@code .} or {@code Op.ops.}
     * @param names what the struct knows
     */
    static Fields bind(String json, String path, List<String> names) {
        Fields fields = new Fields(path);
        if (json.equals("null")) {
            return fields;
        }
        if (json.charAt(0) != '{') {
            String place = path.equals(".") ? "Go value" : "Go struct field .ops";
            throw new RefusedBody("json: cannot unmarshal " + kind(json) + " into " + place + " of type struct");
        }
        int at = skip(json, 1);
        while (json.charAt(at) != '}') {
            int end = JsonShape.endOfString(json, at);
            String given = JsonShape.unquote(json.substring(at, end));
            at = skip(json, skip(json, end) + 1);
            end = JsonShape.endOfValue(json, at);
            fields.raw.put(known(given, names), json.substring(at, end));
            at = comma(json, end);
        }
        return fields;
    }

    /** The elements of an array; none for null or nothing. */
    static List<String> elements(@Nullable String json) {
        List<String> elements = new ArrayList<>();
        if (json == null || json.equals("null")) {
            return elements;
        }
        if (json.charAt(0) != '[') {
            throw new RefusedBody("json: cannot unmarshal " + kind(json) + " into Go struct field .ops of type []Op");
        }
        int at = skip(json, 1);
        while (json.charAt(at) != ']') {
            int end = JsonShape.endOfValue(json, at);
            elements.add(json.substring(at, end));
            at = comma(json, end);
        }
        return elements;
    }

    @Nullable
    String raw(String name) {
        return raw.get(name);
    }

    String text(String name) {
        String value = raw.getOrDefault(name, "null");
        if (value.charAt(0) != '"' && !value.equals("null")) {
            throw wrongType(kind(value), name, "string");
        }
        return value.equals("null") ? "" : JsonShape.unquote(value);
    }

    long number(String name) {
        String value = raw.getOrDefault(name, "null");
        if (value.equals("null")) {
            return 0;
        }
        if (!kind(value).equals("number")) {
            throw wrongType(kind(value), name, "int64");
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw wrongType("number " + value, name, "int64");
        }
    }

    private RefusedBody wrongType(String value, String name, String type) {
        return new RefusedBody(
                "json: cannot unmarshal " + value + " into Go struct field " + path + name + " of type " + type);
    }

    private static String known(String given, List<String> names) {
        for (String name : names) {
            if (name.equalsIgnoreCase(given)) {
                return name;
            }
        }
        throw new RefusedBody("json: unknown field " + JsonShape.quote(given));
    }

    private static String kind(String value) {
        return switch (value.charAt(0)) {
            case '{' -> "object";
            case '[' -> "array";
            case '"' -> "string";
            case 't', 'f' -> "bool";
            default -> "number";
        };
    }

    private static int comma(String json, int end) {
        int at = skip(json, end);
        return json.charAt(at) == ',' ? skip(json, at + 1) : at;
    }

    private static int skip(String json, int at) {
        int i = at;
        while (" \t\r\n".indexOf(json.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }
}
