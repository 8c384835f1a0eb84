package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.clock.CellRule.Fate;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row with its clock as it is without what is pending. As text it is the image of the row, and the clock a member of it under the name
 * that no column has. Cells that come are merged into it as into the row itself: a cell that has lost to a pending one is the row's again
 * if that is taken back.
 */
final class Below {
    private static final String CAUSAL = ":";

    final RowClock clock;
    private @Nullable Map<String, @Nullable Object> values;

    private Below(RowClock clock, @Nullable Map<String, @Nullable Object> values) {
        this.clock = clock;
        this.values = values;
    }

    /**
     * As text; {@code null} if there was no row and never had been one.
     *
     * @param more what is kept of it for columns that are not here, as JSON
     */
    static String of(List<String> columns, @Nullable Object @Nullable [] row, @Nullable String more, RowClock clock) {
        if (row == null && clock.cl() == 0) {
            return Image.NONE;
        }
        JsonWriter json = new JsonWriter().begin('{');
        for (int i = 0; row != null && i < row.length; i++) {
            if (row[i] != RowChange.UNTOLD) {
                Exact.write(json.name(columns.get(i)), row[i]);
            }
        }
        if (more != null && Cell.isThere(clock.cl())) {
            add(json, more, columns);
        }
        return end(json, clock);
    }

    private static void add(JsonWriter json, String more, List<String> columns) {
        JsonCursor from = UnreadableText.in(more);
        from.beginObject();
        for (String name = from.nextName(); name != null; name = from.nextName()) {
            String value = from.raw();
            if (!columns.contains(name)) {
                json.name(name).raw(value);
            }
        }
    }

    private static String end(JsonWriter json, RowClock clock) {
        if (clock.cl() > 0) {
            json.name(Cell.SENTINEL)
                    .string(clock.cl() + CAUSAL + Base64.getEncoder().encodeToString(clock.bytes()));
        }
        return json.end('}').toString();
    }

    String text() {
        Map<String, @Nullable Object> row = values;
        if (row == null && clock.cl() == 0) {
            return Image.NONE;
        }
        JsonWriter json = new JsonWriter().begin('{');
        if (row != null) {
            row.forEach((column, value) -> Exact.write(json.name(column), value));
        }
        return end(json, clock);
    }

    /** A row that was in no table, by its image: with the clock, and with what is kept of it for columns that are not here. */
    static String onto(String text, String image) {
        Below known = read(text);
        if (known.clock.cl() == 0) {
            return image;
        }
        Map<String, @Nullable Object> row = read(image).values;
        Map<String, @Nullable Object> more = known.values;
        if (row != null && more != null) {
            more.keySet().removeAll(row.keySet());
            row.putAll(more);
        }
        return new Below(known.clock, row).text();
    }

    static Below read(String text) {
        if (text.equals(Image.NONE)) {
            return new Below(new RowClock(), null);
        }
        RowClock clock = new RowClock();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        JsonCursor json = UnreadableText.in(text);
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (!name.equals(Cell.SENTINEL)) {
                row.put(name, Exact.read(json));
                continue;
            }
            String said = json.string();
            int end = said.indexOf(CAUSAL);
            clock = RowClock.of(
                    Long.parseLong(said.substring(0, end)), Base64.getDecoder().decode(said.substring(end + 1)));
        }
        return new Below(clock, row.isEmpty() && !Cell.isThere(clock.cl()) ? null : row);
    }

    /** The row by the names of its columns, also of such as are not here; null if there is none. */
    @Nullable
    Map<String, @Nullable Object> row() {
        return values;
    }

    /** Merges a cell, whose value is as its column stores it. */
    void merge(Cell cell, int column, Writer by) {
        Map<String, @Nullable Object> row = values;
        boolean unheard = clock.cl() == 0;
        Fate fate = clock.merge(
                cell, column, by, () -> ValueOrder.compare(cell.value(), row == null ? null : row.get(cell.column())));
        if (fate == Fate.DELETE) {
            values = null;
        } else if (fate == Fate.REVIVE) {
            // A row that was there before its table came under sync keeps what nobody tells.
            values = row != null && unheard ? row : new LinkedHashMap<>();
        }
        Map<String, @Nullable Object> now = values;
        if (!cell.isSentinel() && now != null && (fate == Fate.SET || fate == Fate.REVIVE)) {
            now.put(cell.column(), cell.value());
        }
    }
}
