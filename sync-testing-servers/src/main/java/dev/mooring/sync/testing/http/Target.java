package dev.mooring.sync.testing.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's path and query, taken apart.
 *
 * @param path without the query
 * @param query without the question mark, possibly empty
 */
public record Target(String path, String query) {
    public static Target of(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        return mark < 0
                ? new Target(pathAndQuery, "")
                : new Target(pathAndQuery.substring(0, mark), pathAndQuery.substring(mark + 1));
    }

    @Nullable
    public String parameter(String name) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name)) {
                return decode(equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
