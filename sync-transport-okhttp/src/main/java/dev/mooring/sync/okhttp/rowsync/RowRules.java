package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Mutation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a mutation must be for the server to take it: checked when it is recorded, as a row that the server refuses takes its
 * whole batch back.
 */
final class RowRules {
    private RowRules() {}

    /**
     * Checks a mutation of a table.
     *
     * @throws IllegalArgumentException or {@link JsonDataException} if the server could never take it
     */
    static void check(RowTable table, Mutation mutation) {
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        if (delete && !table.isDeletable()) {
            throw refused(mutation, "the server skips deletes of this table in silence");
        }
        if (mutation.payload().trim().equals("null")) {
            checkBareDelete(table, mutation, delete);
            return;
        }
        RowText row = RowText.of(mutation.payload());
        String key = RowKey.of(table, row);
        if (!key.equals(mutation.key())) {
            throw refused(mutation, "its payload is the row with the key " + key);
        }
        if (delete && table.deletedColumn() == null) {
            return;
        }
        List<String> missing = missing(table, row);
        if (!missing.isEmpty()) {
            throw refused(
                    mutation,
                    "the payload must be the full row, and these columns are missing: " + String.join(", ", missing));
        }
        String flag = table.deletedColumn();
        if (!delete && flag != null && row.isSet(flag)) {
            throw refused(mutation, "its column " + flag + " says that the row is deleted, its kind does not");
        }
    }

    private static void checkBareDelete(RowTable table, Mutation mutation, boolean delete) {
        if (!delete || table.deletedColumn() != null) {
            throw refused(
                    mutation,
                    delete
                            ? "a delete of this table is sent as the full row, and these columns are missing: "
                                    + String.join(", ", needed(table))
                            : "the payload must be the full row, and it is null");
        }
        RowKey.columns(table, mutation.key());
    }

    private static Set<String> needed(RowTable table) {
        Set<String> needed = new LinkedHashSet<>(table.primaryKey());
        needed.addAll(table.identity());
        needed.addAll(table.columns());
        return needed;
    }

    private static List<String> missing(RowTable table, RowText row) {
        List<String> missing = new ArrayList<>();
        for (String column : needed(table)) {
            if (!row.has(column)) {
                missing.add(column);
            }
        }
        return missing;
    }

    static IllegalArgumentException refused(Mutation mutation, String why) {
        return new IllegalArgumentException(
                "mutation of " + mutation.collection() + "/" + mutation.key() + " refused: " + why);
    }
}
