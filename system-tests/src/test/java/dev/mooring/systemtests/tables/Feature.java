package dev.mooring.systemtests.tables;

import java.util.List;
import java.util.stream.Stream;

/** What a random schema may have. */
enum Feature {
    KEY_ROWID,
    KEY_TEXT,
    KEY_NOCASE,
    KEY_UNTYPED,
    KEY_NUMERIC,
    KEY_UNIQUE_ONLY,
    KEY_COMPOSITE,
    WITHOUT_ROWID,
    VIRTUAL_COLUMN,
    STORED_COLUMN,
    UNTYPED_COLUMN,
    NOT_NULL,
    CHECK,
    UNIQUE,
    UNIQUE_NOCASE,
    UNIQUE_PAIR,
    UNIQUE_PARTIAL,
    UNIQUE_GENERATED,
    UNIQUE_REPLACES,
    CASCADE,
    SET_NULL,
    NO_ACTION,
    CASCADED_KEY,
    DEFERRED,
    SELF_REFERENCE,
    AUDIT,
    SEARCH,
    TOUCH,
    VETO,
    LATE_TRIGGER,
    RECURSIVE_TRIGGERS;

    /** Those that the SQLite of the tests knows. */
    static final List<Feature> KNOWN =
            Stream.of(values()).filter(Feature::isKnown).toList();

    boolean isKnown() {
        return switch (this) {
            case VIRTUAL_COLUMN, STORED_COLUMN, UNIQUE_GENERATED ->
                TestedSqlite.has(TestedSqlite.GENERATED_COLUMNS, "random generated columns");
            case UNIQUE_PARTIAL -> TestedSqlite.has(TestedSqlite.PARTIAL_REPLACE, "random partial unique indexes");
            default -> true;
        };
    }
}
