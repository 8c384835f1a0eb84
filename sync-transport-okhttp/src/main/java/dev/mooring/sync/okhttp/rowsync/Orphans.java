package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.rowsync.RowErrorWords.Missing;
import dev.mooring.sync.spi.Outcome;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch that refer to one row which the server does not have. The server names the first of them, with the column and
 * the value that refer; the others of its table that hold the same value there would be refused one by one.
 *
 * @param table of the rows
 * @param column that refers, as the database names it
 * @param value what it holds, in the form of keys
 * @param parent the missing row's table
 * @param key the missing row's key
 * @param reason the server's words
 */
record Orphans(RowTable table, String column, String value, RowTable parent, String key, String reason) {
    /** Null if the refusal is another one, or the missing row cannot be told, as its key is not that value. */
    static @Nullable Orphans of(RowTables tables, @Nullable Mutation refused, RowErrorWords words) {
        Missing missing = refused == null ? null : words.missing();
        RowTable parent = missing == null ? null : tables.get(missing.table());
        if (refused == null
                || missing == null
                || parent == null
                || parent.isUnique()
                || parent.primaryKey().size() != 1) {
            return null;
        }
        String key = RowKey.of(parent, parent.primaryKey().get(0), missing.value());
        return new Orphans(tables.orPlain(refused.collection()), missing.column(), key, parent, key, words.error());
    }

    /** What becomes of a mutation of the batch; null if it is none of them. */
    @Nullable
    Outcome waiting(Mutation mutation) {
        boolean gone = mutation.kind().equals(Mutation.DELETE) && table.deletedColumn() == null;
        if (gone || !mutation.collection().equals(table.name()) || !refers(mutation)) {
            return null;
        }
        return new Outcome.Waiting(mutation.id(), parent.name(), key, reason);
    }

    private boolean refers(Mutation mutation) {
        try {
            for (Map.Entry<String, String> each :
                    RowText.of(mutation.payload()).columns().entrySet()) {
                if (plain(each.getKey()).equals(plain(column))) {
                    return value.equals(Fingerprint.scalar(each.getValue(), false));
                }
            }
            return false;
        } catch (JsonDataException e) {
            return false;
        }
    }

    /** The wire spells names in camelCase, the database in snake_case. */
    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
