package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers by which clocks name tables and their columns, also columns that only the server has. A number is given once and stays, so
 * what is known of it is right in every transaction.
 */
final class Fields {
    private final SqlStatement find;
    private final SqlStatement insert;
    private final SqlStatement name;
    private final SqlStatement tableName;
    private final Map<String, Map<String, Integer>> known = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final boolean thinks;
    private int thought;
    private boolean given;

    /** One that gives no numbers for good, if it only thinks. */
    Fields(SqlConnection<?> sql, boolean thinks) {
        this.thinks = thinks;
        find = sql.statement("SELECT id FROM mooring_field WHERE tbl = ? AND name = ?");
        insert = sql.statement("INSERT INTO mooring_field (tbl, name) VALUES (?, ?)");
        tableName = sql.statement("SELECT tbl FROM mooring_field WHERE id = ?");
        name = sql.statement("SELECT name FROM mooring_field WHERE id = ?");
    }

    /** A transaction begins. What was given in one that failed may be given to another name since. */
    void begin() {
        if (given) {
            known.clear();
            names.clear();
            given = false;
        }
    }

    /** The number of a table. No column has an empty name. */
    int table(String table) {
        return of(table, "");
    }

    /** The number of a column. */
    int of(String table, String column) {
        Map<String, Integer> columns = known.computeIfAbsent(table, any -> new HashMap<>());
        Integer number = columns.get(column);
        if (number == null) {
            number = look(table, column);
            if (number < 0 && thinks) {
                number = --thought;
            } else if (number < 0) {
                insert.set(1, table).set(2, column).run();
                given = true;
                number = look(table, column);
            }
            columns.put(column, number);
        }
        return number;
    }

    private int look(String table, String column) {
        find.set(1, table).set(2, column);
        int number = find.next() ? (int) find.number(1) : -1;
        find.reset();
        return number;
    }

    /** The table of a number. */
    String tableName(int number) {
        tableName.set(1, number);
        String found = tableName.next() ? tableName.text(1) : "";
        tableName.reset();
        return found;
    }

    /** The column of a number. */
    String name(int number) {
        String found = names.get(number);
        if (found == null) {
            name.set(1, number);
            found = name.next() ? name.text(1) : "";
            name.reset();
            names.put(number, found);
        }
        return found;
    }
}
