package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** JSON of requests and answers, to be altered by planted faults. */
final class Bodies {
    private Bodies() {}

    private static Object read(String text) {
        try {
            Object json = Json.read(text);
            return json == null ? new LinkedHashMap<>() : json;
        } catch (IOException e) {
            return new LinkedHashMap<>();
        }
    }

    /** The body; an empty object if it is no JSON. A copy that may be altered. */
    static Object of(Request request) {
        return read(request.text());
    }

    static Object of(Reply reply) {
        return read(reply.text());
    }

    static Request with(Request request, Object json) {
        byte[] body = Json.write(json).getBytes(StandardCharsets.UTF_8);
        return new Request(request.method(), request.path(), request.headers(), body);
    }

    static Request header(Request request, String name, String value) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.put(name, value);
        return new Request(request.method(), request.path(), headers, request.body());
    }

    static Reply with(Reply reply, Object json) {
        return new Reply(
                reply.status(), reply.headers(), Body.of(Json.write(json).getBytes(StandardCharsets.UTF_8)));
    }

    static Reply status(Reply reply, int status) {
        return new Reply(status, reply.headers(), reply.body());
    }

    /** An object as a map that may be altered; empty if it is none. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object json) {
        return json instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }

    /** A list of objects that may be altered; empty if it is none. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object json) {
        return json instanceof List<?> list ? (List<Map<String, Object>>) list : new ArrayList<>();
    }

    /** The list in a member of an object. */
    static List<Map<String, Object>> maps(Object json, String member) {
        return maps(map(json).get(member));
    }

    static long number(Map<String, Object> json, String member) {
        return Got.number(json.get(member));
    }

    /** Every text of it altered, names too. */
    static Object texts(Object json, UnaryOperator<String> alter) {
        return each(json, value -> value instanceof String text ? alter.apply(text) : value, alter);
    }

    /** Every number of it as a double holds it. */
    static Object rounded(Object json) {
        return each(
                json,
                value -> value instanceof BigDecimal number && Double.isFinite(number.doubleValue())
                        ? new BigDecimal(number.doubleValue())
                        : value,
                name -> name);
    }

    private static Object each(Object json, UnaryOperator<Object> alter, UnaryOperator<String> names) {
        if (json instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(names.apply(name.toString()), each(value, alter, names)));
            return copy;
        }
        if (json instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(value -> copy.add(each(value, alter, names)));
            return copy;
        }
        return alter.apply(json);
    }

    /** A number without its fraction; anything else as it is. */
    static Object whole(Object value) {
        return value instanceof BigDecimal number ? new BigDecimal(number.toBigInteger()) : value;
    }

    /** As a column of one byte a character keeps it. */
    static String cut(String text) {
        return text.replaceAll("[^\\x00-\\xff]", "?");
    }
}
