package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The payloads of cells. What comes is one cell: {@code {"c":"title","v":"milk","cv":3,"dv":12,"cl":1,"q":0}}. A mutation is what one
 * capture wrote: {@code {"cl":1,"dv":12,"cells":[["title","milk",3,0],…]}}, each with its version and its place. Values are in the exact
 * encoding.
 */
final class CellText {
    private CellText() {}

    /**
     * The cells of a mutation.
     *
     * @param cl the causal length of the row with them
     * @param dv the version of the database that wrote them, 0 if they have no clocks yet
     * @param cells the sentinel first, if there is one
     */
    record Written(long cl, long dv, List<Cell> cells) {
        /** Whether they make the row go. */
        boolean isDelete() {
            return !Cell.isThere(cl);
        }
    }

    /** A cell that comes. */
    static Cell read(String payload) {
        JsonCursor json = UnreadableText.in(payload);
        String column = null;
        Object value = null;
        long cv = -1;
        long dv = -1;
        long cl = -1;
        long seq = -1;
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (name) {
                case "c" -> column = json.string();
                case "v" -> value = Exact.read(json);
                case "cv" -> cv = number(json, 0);
                case "dv" -> dv = number(json, 0);
                case "cl" -> cl = number(json, 1);
                case "q" -> seq = number(json, 0);
                default -> json.skip();
            }
        }
        json.end();
        if (column == null || cv < 0 || dv < 0 || cl < 0 || seq < 0) {
            throw new UnreadableText("it is no cell: it lacks its column or a part of its clock");
        }
        return new Cell(column, value, cv, dv, cl, seq);
    }

    private static long number(JsonCursor json, long least) {
        long whole;
        try {
            whole = Long.parseLong(json.number());
        } catch (NumberFormatException e) {
            whole = -1;
        }
        if (whole < least || whole > Cell.MOST) {
            throw new UnreadableText("a number of its clock is none that a clock can have");
        }
        return whole;
    }

    /** As {@link #read} takes it. */
    static String of(Cell cell) {
        JsonWriter json = new JsonWriter().begin('{').name("c").string(cell.column());
        Exact.write(json.name("v"), cell.value());
        json.name("cv").raw(Long.toString(cell.cv()));
        json.name("dv").raw(Long.toString(cell.dv()));
        json.name("cl").raw(Long.toString(cell.cl()));
        return json.name("q").raw(Long.toString(cell.seq())).end('}').toString();
    }

    /** The cells of a mutation. */
    static Written written(String payload) {
        JsonCursor json = UnreadableText.in(payload);
        long cl = -1;
        long dv = -1;
        List<Cell> cells = null;
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (name) {
                case "cl" -> cl = number(json, 0);
                case "dv" -> dv = number(json, 0);
                case "cells" -> cells = cells(json, cl, dv);
                default -> json.skip();
            }
        }
        json.end();
        if (cl < 0 || dv < 0 || cells == null) {
            throw new UnreadableText("it is no write of cells: it lacks its cells, or the clocks before them");
        }
        return new Written(cl, dv, cells);
    }

    private static List<Cell> cells(JsonCursor json, long cl, long dv) {
        List<Cell> cells = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            json.beginArray();
            next(json);
            String column = json.string();
            next(json);
            Object value = Exact.read(json);
            next(json);
            long cv = number(json, 0);
            next(json);
            cells.add(new Cell(column, value, cv, dv, cl, number(json, 0)));
            if (json.nextElement()) {
                throw new UnreadableText("a cell of it has more than four parts");
            }
        }
        return Collections.unmodifiableList(cells);
    }

    private static void next(JsonCursor json) {
        if (!json.nextElement()) {
            throw new UnreadableText("a cell of it has fewer than four parts");
        }
    }

    /** As {@link #written} takes it. */
    static String of(Written written) {
        JsonWriter json = new JsonWriter().begin('{');
        json.name("cl").raw(Long.toString(written.cl()));
        json.name("dv").raw(Long.toString(written.dv()));
        json.name("cells").begin('[');
        for (Cell cell : written.cells()) {
            json.begin('[').string(cell.column());
            Exact.write(json, cell.value());
            json.raw(Long.toString(cell.cv()));
            json.raw(Long.toString(cell.seq())).end(']');
        }
        return json.end(']').end('}').toString();
    }
}
