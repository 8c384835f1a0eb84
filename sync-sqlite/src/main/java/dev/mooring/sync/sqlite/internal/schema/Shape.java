package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.internal.schema.Table.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table with its columns by number and by name, looked up once. Immutable. */
public final class Shape {
    public final Table table;
    public final String collection;
    public final List<String> columns = new ArrayList<>();
    public final List<String> fields = new ArrayList<>();
    public final boolean[] json;
    public final boolean[] booleans;
    public final Affinity[] affinities;
    public final boolean[] nullable;
    public final boolean[] isKey;

    /** Columns of the key, in its order. */
    public final int[] key;

    /** The column that marks deleted rows, or -1. */
    public final int softDelete;

    private final Map<String, Integer> byColumn = new HashMap<>();
    private final Map<String, Integer> byField = new HashMap<>();

    public Shape(Table table) {
        this.table = table;
        collection = table.spec().collection();
        int size = table.columns().size();
        json = new boolean[size];
        booleans = new boolean[size];
        affinities = new Affinity[size];
        nullable = new boolean[size];
        isKey = new boolean[size];
        for (Column column : table.columns()) {
            add(column);
        }
        List<String> keyColumns = table.form().key();
        key = new int[keyColumns.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = column(keyColumns.get(i));
            isKey[key[i]] = true;
        }
        String flag = table.spec().softDelete();
        softDelete = flag == null ? -1 : column(flag);
    }

    private void add(Column column) {
        int i = columns.size();
        TableSpec spec = table.spec();
        String name = column.name();
        columns.add(name);
        String field = field(spec, name);
        fields.add(field);
        byColumn.put(name, i);
        byField.put(field, i);
        json[i] = spec.json().contains(name);
        booleans[i] = spec.booleans().contains(name);
        affinities[i] = column.affinity();
        nullable[i] = column.nullable();
    }

    /** Its name on the wire. */
    public static String field(TableSpec spec, String column) {
        String mapped = spec.fields().get(column);
        return mapped == null ? camelCase(column) : mapped;
    }

    private static String camelCase(String column) {
        StringBuilder name = new StringBuilder(column.length());
        boolean raise = false;
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            if (c == '_' && name.length() > 0) {
                raise = true;
            } else {
                name.append(raise ? Character.toUpperCase(c) : c);
                raise = false;
            }
        }
        return name.toString();
    }

    /** Whether the number 1 and the number 1.0 are different keys, which are equal. */
    public boolean hasKeyOfAnyType() {
        for (int column : key) {
            if (affinities[column] == Affinity.NONE) {
                return true;
            }
        }
        return false;
    }

    public int size() {
        return columns.size();
    }

    /** -1 if there is none of that name. */
    public int column(@Nullable String name) {
        Integer found = byColumn.get(name);
        return found == null ? -1 : found;
    }

    /** -1 if there is none of that name on the wire. */
    public int field(String name) {
        Integer found = byField.get(name);
        return found == null ? -1 : found;
    }

    /** The affinity of a column of any form of the table. */
    Affinity affinity(String name) {
        int column = column(name);
        return column < 0 ? Affinity.NONE : affinities[column];
    }

    public boolean isSoftDeleted(@Nullable Object flag) {
        return flag != null && !flag.equals(0L) && !flag.equals(0.0) && !flag.equals("");
    }

    public String name() {
        return table.name();
    }
}
