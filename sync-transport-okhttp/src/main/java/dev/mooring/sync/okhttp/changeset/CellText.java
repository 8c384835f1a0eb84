package dev.mooring.sync.okhttp.changeset;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.okhttp.json.TooLarge;
import dev.mooring.sync.okhttp.json.ValueText;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;

/** Cells of the wire as the storage has them, and captured rows as the wire has them. {@code spi.storage.ClockTx} has the texts. */
final class CellText {
    /** A version that a liar makes larger leaves no room for others. */
    static final long MOST_VERSION = 1L << 53;

    private CellText() {}

    /**
     * A cell that came.
     *
     * @param sender whose it is, unless it says so itself
     * @return as the storage takes it, or as it sets it aside
     */
    static Incoming incoming(Cell cell, ByteString sender) {
        String key;
        try {
            key = key(PackedKey.read(cell.key()));
        } catch (ProtocolException e) {
            return Incoming.unreadable(cell.table(), cell.key().hex(), String.valueOf(e.getMessage()));
        }
        if (cell.value() instanceof Value.TooLarge large) {
            return Incoming.unreadable(
                    cell.table(), key, "a value of the column " + cell.column() + " " + TooLarge.words(large.most()));
        }
        if (cell.dbVersion() > MOST_VERSION) {
            return Incoming.unreadable(
                    cell.table(), key, "its version " + cell.dbVersion() + " leaves no room for later ones");
        }
        JsonWriter json = new JsonWriter();
        json.begin('{').name("c").string(cell.column()).name("v");
        ExactValue.write(json, cell.value());
        json.name("cv").raw(Long.toString(cell.version()));
        json.name("dv").raw(Long.toString(cell.dbVersion()));
        json.name("cl").raw(Long.toString(cell.length()));
        json.name("q").raw(Long.toString(cell.seq())).end('}');
        boolean gone = cell.isDeletion();
        ByteString origin = cell.site() == null ? sender : cell.site();
        Change change = new Change(
                Change.NO_POSITION,
                cell.table(),
                key,
                gone ? "delete" : "cell",
                json.toString(),
                gone,
                0,
                "",
                origin.hex());
        return new Incoming(change, "");
    }

    private static String key(List<Value> values) {
        JsonWriter json = new JsonWriter();
        json.begin('[');
        values.forEach(value -> ExactValue.write(json, value));
        return json.end(']').toString();
    }

    /**
     * The cells of a captured row.
     *
     * @param mutation as the storage made it
     * @throws IllegalArgumentException if it is none, or holds what no server takes
     */
    static List<Cell> outgoing(Mutation mutation) {
        try {
            ByteString key = PackedKey.write(key(mutation.key()));
            JsonCursor json = ValueText.of(mutation.payload());
            return cells(json, mutation.collection(), key);
        } catch (JsonDataException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "mutation of " + mutation.collection() + " is no captured row with clocks: " + e.getMessage(), e);
        }
    }

    private static List<Value> key(String text) {
        JsonCursor json = ValueText.of(text);
        List<Value> values = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            values.add(ExactValue.read(json));
        }
        json.end();
        return values;
    }

    private static List<Cell> cells(JsonCursor json, String table, ByteString key) {
        json.beginObject();
        long length = number(json, "cl");
        long dbVersion = number(json, "dv");
        name(json, "cells");
        List<Cell> cells = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            cells.add(cell(json, table, key, length, dbVersion));
        }
        if (json.nextName() != null || cells.isEmpty()) {
            throw json.fault("the end of a row that has cells");
        }
        json.end();
        return cells;
    }

    private static Cell cell(JsonCursor json, String table, ByteString key, long length, long dbVersion) {
        json.beginArray();
        String column = json.nextElement() ? json.string() : "";
        Value value = json.nextElement() ? ExactValue.read(json) : Value.NULL;
        long version = json.nextElement() ? Long.parseLong(json.number()) : -1;
        long seq = json.nextElement() ? Long.parseLong(json.number()) : -1;
        if (column.isEmpty() || version < 0 || seq < 0 || json.nextElement()) {
            throw json.fault("a cell of four parts");
        }
        return new Cell(table, key, column, value, version, dbVersion, null, length, seq);
    }

    private static void name(JsonCursor json, String name) {
        if (!name.equals(json.nextName())) {
            throw json.fault("the member " + name);
        }
    }

    private static long number(JsonCursor json, String name) {
        name(json, name);
        return Long.parseLong(json.number());
    }
}
