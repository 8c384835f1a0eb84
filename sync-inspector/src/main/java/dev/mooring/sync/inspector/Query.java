package dev.mooring.sync.inspector;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark of an address, or in a form: names and values, none of which needs an escape. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    private Query() {}

    static Query of(@Nullable String text) {
        Query query = new Query();
        for (String part : (text == null ? "" : text).split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                query.values.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return query;
    }

    boolean is(String name) {
        return "1".equals(values.get(name));
    }

    /** 0 if it is not there. */
    long number(String name) {
        String value = values.getOrDefault(name, "0");
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As below.
        }
        throw new BadRequest(name + " is no whole number");
    }

    UUID id(String name) {
        try {
            return UUID.fromString(values.getOrDefault(name, ""));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(name + " is no id of a mutation");
        }
    }
}
