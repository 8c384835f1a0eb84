package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row may refer to, by what the app said of the tables. Where it named the columns, these are exact. Else every column that
 * could hold the key of a row of a parent counts: whoever asks looks whether there is such a row here.
 */
final class References {
    private References() {}

    /** Of a row its parents; of a deletion for good the tables whose rows may refer to it. */
    static List<Reference> of(RowTables tables, Mutation mutation) {
        RowTable table = tables.orPlain(mutation.collection());
        List<Reference> references = new ArrayList<>();
        if (mutation.kind().equals(Mutation.DELETE) && table.deletedColumn() == null) {
            for (RowTable child : tables.all()) {
                if (child.parents().contains(table.name())) {
                    references.add(new Reference(child.name(), ""));
                }
            }
            return references;
        }
        Map<String, String> row = columns(mutation);
        for (String name : table.parents()) {
            RowTable parent = tables.get(name);
            if (parent != null) {
                add(references, table, parent, row);
            }
        }
        return references;
    }

    private static void add(List<Reference> all, RowTable table, RowTable parent, Map<String, String> row) {
        List<List<String>> known = table.referencesTo(parent.name());
        if (known.isEmpty() && parent.primaryKey().size() == 1) {
            known = new ArrayList<>();
            for (String column : row.keySet()) {
                if (!table.primaryKey().equals(Collections.singletonList(column))) {
                    known.add(Collections.singletonList(column));
                }
            }
        }
        for (List<String> columns : known) {
            String key = key(parent, columns, row);
            if (key != null) {
                all.add(new Reference(parent.name(), key));
            }
        }
    }

    /** By what the rows of other tables refer to this one, where the server knows it by a unique key. */
    static String alias(RowTables tables, Mutation mutation) {
        RowTable table = tables.get(mutation.collection());
        if (table == null || !table.isUnique()) {
            return "";
        }
        String key = key(table, table.primaryKey(), columns(mutation));
        return key == null ? "" : key;
    }

    /** The primary key whose values these columns hold, as a table without a unique key has it; null if one holds none. */
    private static @Nullable String key(RowTable parent, List<String> columns, Map<String, String> row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String value = row.get(columns.get(i));
            if (value == null) {
                return null;
            }
            values.put(parent.primaryKey().get(i), value);
        }
        return RowKey.primary(parent, values);
    }

    private static Map<String, String> columns(Mutation mutation) {
        try {
            return RowText.of(mutation.payload()).columns();
        } catch (JsonDataException e) {
            return Collections.emptyMap(); // A deletion that says no more than its key.
        }
    }
}
