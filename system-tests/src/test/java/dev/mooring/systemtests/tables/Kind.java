package dev.mooring.systemtests.tables;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of statements of a random program. */
enum Kind {
    INSERT,
    INSERT_MANY,
    INSERT_SELECT,
    UPDATE,
    UPDATE_MANY,
    UPDATE_FROM,
    /** Changes storage classes and no value. */
    UPDATE_TYPES,
    UPDATE_NOTHING,
    DELETE,
    DELETE_MANY,
    KEY_CHANGE,
    KEY_CHANGE_MANY,
    KEY_SWAP,
    INSERT_OR_REPLACE,
    REPLACE_MANY,
    UPDATE_OR_REPLACE,
    KEY_CHANGE_OR_REPLACE,
    OR_IGNORE,
    UPDATE_OR_IGNORE,
    /** Keeps what it has written before it fails. */
    OR_FAIL,
    /** Rolls the whole transaction back. */
    OR_ROLLBACK,
    UPSERT_UPDATE,
    UPSERT_NOTHING,
    CASCADE,
    /** Two rows of one key: the first is written and taken back. */
    FAILS,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO;

    /** Those that the SQLite of the tests knows. */
    static final List<Kind> KNOWN = Stream.of(values()).filter(Kind::isKnown).toList();

    private boolean isKnown() {
        return switch (this) {
            case UPSERT_UPDATE, UPSERT_NOTHING -> TestedSqlite.has(TestedSqlite.UPSERT, "random upserts");
            default -> true;
        };
    }

    /** Whether it controls the transaction, which code inside a storage's own transaction must not. */
    boolean controls() {
        return this == OR_ROLLBACK || this == SAVEPOINT || this == RELEASE || this == ROLLBACK_TO;
    }
}
