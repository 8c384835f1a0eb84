package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** An answer, and what a test asks of it. */
final class Got {
    final int status;
    final Headers headers;
    final String text;

    Got(int status, Headers headers, String text) {
        this.status = status;
        this.headers = headers;
        this.text = text;
    }

    boolean isOk() {
        return status >= 200 && status < 300;
    }

    boolean isRefusal() {
        return status >= 400 && status < 500;
    }

    /** The body; {@code BROKEN} if it is no JSON, as every answer here has to be. */
    @Nullable
    Object json() {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw Ending.broken("an answer with status " + status + " was no JSON: " + e.getMessage());
        }
    }

    /** The body, if it is an object; empty otherwise. */
    Map<?, ?> object() {
        return json() instanceof Map<?, ?> map ? map : Map.of();
    }

    /** A member of the body. */
    @Nullable
    Object get(String name) {
        return object().get(name);
    }

    /** A whole number of the body; -1 if it is none. */
    long number(String name) {
        return number(get(name));
    }

    static long number(@Nullable Object value) {
        try {
            return value instanceof BigDecimal number ? number.longValueExact() : -1;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    /** A list of the body; empty if it is none. */
    List<?> list(String name) {
        return get(name) instanceof List<?> list ? list : List.of();
    }
}
