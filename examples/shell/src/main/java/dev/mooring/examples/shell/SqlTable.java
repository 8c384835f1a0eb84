package dev.mooring.examples.shell;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table as the database knows it.
 *
 * @param name as the database spells it
 * @param columns in their order
 * @param key the columns of the primary key, in its order; empty if it has none
 * @param parents tables that its references name, other than itself
 */
record SqlTable(String name, List<Column> columns, List<String> key, List<String> parents) {
    /**
     * A column.
     *
     * @param name as the database spells it
     * @param type as declared, in capitals
     * @param fillable whether a row may be inserted without it
     * @param generated whether its value is computed
     */
    record Column(String name, String type, boolean fillable, boolean generated) {
        /** Its name on the wire of a server that knows rows. */
        String field() {
            StringBuilder field = new StringBuilder();
            boolean raise = false;
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if (c == '_' && field.length() > 0) {
                    raise = true;
                } else {
                    field.append(raise ? Character.toUpperCase(c) : c);
                    raise = false;
                }
            }
            return field.toString();
        }
    }

    /** Reads one; a table that is not there has no columns. */
    static SqlTable read(Connection db, String name) throws SQLException {
        List<Column> columns = new ArrayList<>();
        Map<Integer, String> key = new TreeMap<>();
        String info = "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)";
        try (PreparedStatement query = db.prepareStatement(info)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String type = String.valueOf(row.getString(2)).toUpperCase(Locale.ROOT);
                    boolean fillable = !row.getBoolean(3) || row.getString(4) != null;
                    columns.add(new Column(row.getString(1), type, fillable, row.getInt(6) > 1));
                    if (row.getInt(5) > 0) {
                        key.put(row.getInt(5), row.getString(1));
                    }
                }
            }
        }
        List<String> parents = texts(db, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?)", name);
        parents.removeIf(name::equalsIgnoreCase);
        List<String> spelt =
                texts(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", name);
        return new SqlTable(spelt.isEmpty() ? name : spelt.get(0), columns, new ArrayList<>(key.values()), parents);
    }

    private static List<String> texts(Connection db, String sql, String name) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement query = db.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    texts.add(row.getString(1));
                }
            }
        }
        return texts;
    }

    /** The column of that name, or of that name on the wire. */
    @Nullable
    Column column(String nameOrField) {
        for (Column column : columns) {
            if (column.name.equalsIgnoreCase(nameOrField) || column.field().equals(nameOrField)) {
                return column;
            }
        }
        return null;
    }

    /** The column of that name, if it can hold the time of the last edit. */
    @Nullable
    Column edited(String nameOrField) {
        Column column = column(nameOrField);
        boolean fit = column != null
                && !column.generated
                && !key.contains(column.name)
                && !column.type.matches(".*(BLOB|REAL|FLOA|DOUB).*");
        return fit ? column : null;
    }
}
