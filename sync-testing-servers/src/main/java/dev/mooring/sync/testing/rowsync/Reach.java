package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.script.ScriptValue;
import java.util.Map;
import java.util.Set;

/** Which rows of a table a user sees. */
enum Reach {
    /** Everybody sees everything. */
    ALL,
    /** The owner column holds the user. */
    OWNER,
    /** As before, or nobody. */
    OWNER_OR_NOBODY,
    /** The owner column holds one of the user's repertoires. */
    REPERTOIRE,
    /** Own rows, and public ones of the genres that the user has chosen. */
    GENRE_OR_OWNER;

    static final String GENRES = "selectedGenres";
    static final String REPERTOIRES = "repertoireIds";

    boolean sees(TableSpec table, Row row, String user, Map<String, Set<String>> collections) {
        Object owner = row.value(table, table.ownerColumn());
        return switch (this) {
            case ALL -> true;
            case OWNER -> user.equals(owner);
            case OWNER_OR_NOBODY -> user.equals(owner) || owner == ScriptValue.Nothing.NULL;
            case REPERTOIRE -> collections.getOrDefault(REPERTOIRES, Set.of()).contains(owner);
            case GENRE_OR_OWNER ->
                user.equals(owner)
                        || (owner == ScriptValue.Nothing.NULL
                                && collections.getOrDefault(GENRES, Set.of()).contains(row.value(table, "genre")));
        };
    }
}
