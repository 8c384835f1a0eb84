package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.PackedKey;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import dev.mooring.sync.testing.simulation.SimulatedWorld.CellFact;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cells as the client's texts have them, and as the wire has them; written without the library's help. */
final class CellJson {
    private CellJson() {}

    // ---- from the client

    /** The cells of a mutation, with the version that it says or a larger one. */
    static List<Cell> cells(Mutation mutation, long atLeast) {
        Object payload = JsonReader.read(mutation.payload());
        long causal = number(ScriptValue.get(payload, "cl"));
        long version = Math.max(atLeast, number(ScriptValue.get(payload, "dv")));
        Bytes key = key(mutation.key());
        List<Cell> cells = new ArrayList<>();
        for (Object each : (List<?>) ScriptValue.get(payload, "cells")) {
            List<?> cell = (List<?>) each;
            cells.add(new Cell(
                    mutation.collection(),
                    key,
                    String.valueOf(cell.get(0)),
                    value(cell.get(1)),
                    number(cell.get(2)),
                    version,
                    causal,
                    (int) number(cell.get(3))));
        }
        return cells;
    }

    static Bytes key(String text) {
        List<@Nullable Object> values = new ArrayList<>();
        ((List<?>) JsonReader.read(text)).forEach(each -> values.add(value(each)));
        return PackedKey.write(values);
    }

    private static long number(Object json) {
        return (long) ScriptValue.number(json);
    }

    private static @Nullable Object value(Object json) {
        if (json instanceof Double number) {
            return number == Math.rint(number) ? (Object) number.longValue() : number;
        }
        if (json instanceof Map<?, ?> exact) {
            Map.Entry<?, ?> only = exact.entrySet().iterator().next();
            String text = String.valueOf(only.getValue());
            return switch (String.valueOf(only.getKey())) {
                case "i" -> Long.parseLong(text);
                case "r" -> Double.parseDouble(text);
                case "b" -> Base64.getDecoder().decode(text);
                default -> throw new IllegalStateException("not in this world: " + exact);
            };
        }
        return json == ScriptValue.Nothing.NULL ? null : json;
    }

    // ---- to the client

    static String payload(Cell cell) {
        return "{\"c\":" + JsonWriter.quote(cell.column()) + ",\"v\":" + exact(cell.value()) + ",\"cv\":"
                + cell.colVersion() + ",\"dv\":" + cell.dbVersion() + ",\"cl\":" + cell.causal() + ",\"q\":"
                + cell.seq() + "}";
    }

    static String keyText(Bytes key) {
        StringBuilder text = new StringBuilder("[");
        for (Object value : PackedKey.read(key)) {
            text.append(text.length() == 1 ? "" : ",").append(exact(value));
        }
        return text.append(']').toString();
    }

    private static String exact(@Nullable Object value) {
        if (value instanceof String text) {
            return JsonWriter.quote(text);
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) ? "{\"r\":\"" + number + "\"}" : number.toString();
        }
        if (value instanceof byte[] blob) {
            return "{\"b\":\"" + Base64.getEncoder().encodeToString(blob) + "\"}";
        }
        return String.valueOf(value);
    }

    // ---- to the checks

    static CellFact fact(Cell cell, String site) {
        return new CellFact(
                cell.table() + "/" + keyText(cell.key()),
                cell.column(),
                shown(cell.value()),
                cell.causal(),
                cell.colVersion(),
                cell.dbVersion(),
                cell.seq(),
                site);
    }

    /** As in {@link CellFact#value}. */
    static String shown(@Nullable Object value) {
        if (value instanceof String text) {
            return "t" + text;
        }
        if (value instanceof Double) {
            return "r" + value;
        }
        if (value instanceof byte[] blob) {
            return "b" + HexFormat.of().formatHex(blob);
        }
        return value == null ? "n" : "i" + value;
    }

    /** A row as the checks read it. */
    static String shown(Map<String, ? extends @Nullable Object> columns) {
        StringBuilder row = new StringBuilder("row");
        columns.entrySet().stream()
                .filter(column -> column.getValue() != null)
                .sorted(Map.Entry.comparingByKey())
                .forEach(column ->
                        row.append('\n').append(column.getKey()).append('=').append(shown(column.getValue())));
        return row.toString();
    }

    /** A row of exact values as the checks read it. */
    static String shown(String json) {
        return shown(json, List.of());
    }

    /** A row as the checks read it, with more columns. */
    static String merged(String row, String json) {
        TreeSet<String> lines = new TreeSet<>(row.lines().skip(1).toList());
        lines.addAll(shown(json).lines().skip(1).toList());
        return "row" + lines.stream().map(line -> "\n" + line).collect(Collectors.joining());
    }

    /** The same without some columns. */
    static String shown(String json, List<String> without) {
        Map<String, @Nullable Object> columns = new java.util.HashMap<>();
        ((Map<?, ?>) JsonReader.read(json)).forEach((name, exact) -> columns.put(String.valueOf(name), value(exact)));
        without.forEach(columns::remove);
        return shown(columns);
    }
}
