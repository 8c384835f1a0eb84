package dev.mooring.sync.testing.storage;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The text forms of cells, as {@link dev.mooring.sync.spi.storage.ClockTx} fixes them, and the order of exact values. */
final class CellText {
    private CellText() {}

    /** What one mutation has written, as its payload says. */
    record Written(long cl, long dv, List<Part> parts) {}

    /** One cell of it. */
    record Part(String column, String value, long cv, int seq) {}

    /** One cell of the server, as its payload says. */
    record Told(String column, String value, long cv, long dv, long cl, int seq) {}

    static Written written(String payload) {
        JsonCursor json = cursor(payload);
        long cl = 0;
        long dv = 0;
        List<Part> parts = new ArrayList<>();
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (name) {
                case "cl" -> cl = Long.parseLong(json.number());
                case "dv" -> dv = Long.parseLong(json.number());
                case "cells" -> parts(json, parts);
                default -> throw json.fault("a member of a mutation of cells");
            }
        }
        json.end();
        return new Written(cl, dv, parts);
    }

    private static void parts(JsonCursor json, List<Part> parts) {
        json.beginArray();
        while (json.nextElement()) {
            json.beginArray();
            json.nextElement();
            String column = json.string();
            json.nextElement();
            String value = json.raw();
            json.nextElement();
            long cv = Long.parseLong(json.number());
            json.nextElement();
            parts.add(new Part(column, value, cv, Integer.parseInt(json.number())));
            if (json.nextElement()) {
                throw json.fault("a cell of four elements");
            }
        }
    }

    static String written(Written what) {
        JsonWriter json = new JsonWriter();
        json.begin('{').name("cl").raw(Long.toString(what.cl()));
        json.name("dv").raw(Long.toString(what.dv())).name("cells").begin('[');
        for (Part part : what.parts()) {
            json.begin('[').string(part.column()).raw(part.value());
            json.raw(Long.toString(part.cv())).raw(Integer.toString(part.seq())).end(']');
        }
        return json.end(']').end('}').toString();
    }

    static Told told(String payload) {
        JsonCursor json = cursor(payload);
        json.beginObject();
        String column = member(json, "c").string();
        String value = member(json, "v").raw();
        long cv = Long.parseLong(member(json, "cv").number());
        long dv = Long.parseLong(member(json, "dv").number());
        long cl = Long.parseLong(member(json, "cl").number());
        int seq = Integer.parseInt(member(json, "q").number());
        if (json.nextName() != null) {
            throw json.fault("the end of a cell");
        }
        json.end();
        return new Told(column, value, cv, dv, cl, seq);
    }

    private static JsonCursor member(JsonCursor json, String name) {
        if (!name.equals(json.nextName())) {
            throw json.fault("the member " + name);
        }
        return json;
    }

    /** The columns of a row's text. */
    static NavigableMap<String, String> columns(String row) {
        JsonCursor json = cursor(row);
        NavigableMap<String, String> columns = new TreeMap<>();
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            columns.put(name, json.raw());
        }
        json.end();
        return columns;
    }

    static String row(NavigableMap<String, MemoryCells.Cell> cells) {
        JsonWriter json = new JsonWriter().begin('{');
        cells.forEach((column, cell) -> {
            if (!column.equals(MemoryCells.SENTINEL)) {
                json.name(column).raw(cell.value());
            }
        });
        return json.end('}').toString();
    }

    // ---- the order of values

    /** INTEGER over REAL over TEXT over BLOB over NULL, and within one of these by size and bytes. */
    static int compare(String one, String other) {
        Exact left = Exact.of(one);
        Exact right = Exact.of(other);
        if (left.rank != right.rank) {
            return Integer.compare(left.rank, right.rank);
        }
        return switch (left.rank) {
            case Exact.INTEGER -> Long.compare((Long) left.value, (Long) right.value);
            case Exact.REAL ->
                (Double) left.value > (Double) right.value ? 1 : (Double) left.value < (Double) right.value ? -1 : 0;
            case Exact.NULL -> 0;
            default -> Arrays.compareUnsigned((byte[]) left.value, (byte[]) right.value);
        };
    }

    private record Exact(int rank, Object value) {
        static final int INTEGER = 4;
        static final int REAL = 3;
        static final int TEXT = 2;
        static final int BLOB = 1;
        static final int NULL = 0;

        static Exact of(String text) {
            JsonCursor json = cursor(text);
            switch (json.peek()) {
                case 'n':
                    return new Exact(NULL, "");
                case '"':
                    return new Exact(TEXT, json.string().getBytes(StandardCharsets.UTF_8));
                case '{':
                    json.beginObject();
                    String tag = String.valueOf(json.nextName());
                    String value = json.string();
                    return switch (tag) {
                        case "i" -> new Exact(INTEGER, Long.valueOf(value));
                        case "r" -> new Exact(REAL, Double.valueOf(value));
                        case "t" -> new Exact(TEXT, Base64.getDecoder().decode(value));
                        case "b" -> new Exact(BLOB, Base64.getDecoder().decode(value));
                        default -> throw json.fault("an exact value");
                    };
                default:
                    String number = json.number();
                    boolean whole = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
                    return whole ? new Exact(INTEGER, Long.valueOf(number)) : new Exact(REAL, Double.valueOf(number));
            }
        }
    }

    private static JsonCursor cursor(String text) {
        return JsonCursor.strict(
                text,
                (json, expected, found) -> new IllegalArgumentException(
                        "the text of a cell or a row lacks " + expected + " at " + json.at()));
    }
}
