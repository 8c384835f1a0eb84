package dev.mooring.systemtests.simulation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row change in a device's journal that is not taken in yet, read without the library's help.
 *
 * @param table of the row
 * @param row as it is since, or null if it was deleted
 * @param before as it was, or null if it was inserted
 */
record Captured(
        String table,
        @Nullable Map<String, @Nullable String> row,
        @Nullable Map<String, @Nullable String> before) {
    private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");
    private static final int INSERT = 1;
    private static final int DELETE = 3;
    private static final int FIRST_VALUE = 4;

    static List<Captured> waiting(Connection db) throws SQLException {
        List<Captured> waiting = new ArrayList<>();
        String sql = "SELECT tbl, columns, op, c.* FROM mooring_capture AS c JOIN mooring_form AS f ON f.id = c.form"
                + " WHERE seq > (SELECT taken FROM mooring_scope) ORDER BY seq";
        try (PreparedStatement select = db.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                waiting.add(of(row));
            }
        }
        return waiting;
    }

    /** Whether a row was written since: then what is set aside of it counts no more, though it goes when the write is taken in. */
    static boolean isWritten(Connection db, String table, String keyColumn, String key) throws SQLException {
        for (Captured captured : waiting(db)) {
            Map<String, @Nullable String> image = captured.row() == null ? captured.before() : captured.row();
            if (captured.table().equals(table) && image != null && key.equals(image.get(keyColumn))) {
                return true;
            }
        }
        return false;
    }

    private static Captured of(ResultSet row) throws SQLException {
        List<String> columns = new ArrayList<>();
        Matcher name = NAME.matcher(row.getString(2));
        while (name.find()) {
            columns.add(name.group(1));
        }
        Map<String, @Nullable String> first = values(row, columns, 0);
        return switch (row.getInt(3)) {
            case INSERT -> new Captured(row.getString(1), first, null);
            case DELETE -> new Captured(row.getString(1), null, first);
            default -> new Captured(row.getString(1), first, values(row, columns, columns.size()));
        };
    }

    private static Map<String, @Nullable String> values(ResultSet row, List<String> columns, int from)
            throws SQLException {
        // Behind table, columns and op: seq, form, op and at.
        int before = FIRST_VALUE + 3;
        Map<String, @Nullable String> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), row.getString(before + 1 + from + i));
        }
        return values;
    }
}
