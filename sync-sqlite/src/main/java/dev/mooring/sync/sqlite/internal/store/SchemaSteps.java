package dev.mooring.sync.sqlite.internal.store;

/**
 * The statements that lead from each version of the library's own tables to the next one. A new file takes all of them.
 *
 * <p>{@code mooring_confirmed} holds whole payloads, so it is no table WITHOUT ROWID: those took up to three times as long to fill. Its
 * numbers stay the same in a VACUUM, as they are its primary key: {@code mooring_seen} marks rows by them. The payload stands last, as most
 * rows that a listing shows are recognised by what stands before it. Until version 6 it was {@code
 * mooring_row}, where each row had the number of its listing, with an index. It has another name now, as SQLite looks at all views of the
 * app when a table gets another name.
 *
 * <p>The tables for synced tables are there whether any are, so that every file has one shape; only the value columns of
 * {@code mooring_capture}, {@code mooring_replaced} and {@code mooring_adoption} grow with the app's tables. They are untyped,
 * so that they keep every value as it is. {@code mooring_scope.taken} is the last capture that became a mutation.
 *
 * <p>A refused mutation that stays in the app's rows keeps its number in {@code mooring_parked.seq}, and the row below it in
 * {@code .before}; one that was taken back has neither.
 *
 * <p>Where cells have clocks, {@code mooring_clock} has those of each row as one BLOB, as they are read and written together.
 * {@code mooring_scope.log_from} is the last position at the beginning of the log that is not in it, and {@code .log_marks} when it had
 * reached which position.
 *
 * <p>{@code mooring_scope.clock} is the largest version of the database that was seen or given, {@code .doubt} how often it has become
 * doubtful what the server has, and {@code .site} the number of this file in {@code mooring_site}. {@code mooring_mark} has the last
 * capture of each local transaction that is not taken in, and {@code mooring_field} numbers tables and columns for ever.
 */
final class SchemaSteps {
    private static final String MUTATION = "id TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL, kind TEXT"
            + " NOT NULL, payload TEXT NOT NULL, schema_version INTEGER NOT NULL, created_at INTEGER NOT NULL";

    private static final String[] TO_1 = {
        "CREATE TABLE mooring_schema (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)",
        "CREATE TABLE mooring_scope (id INTEGER PRIMARY KEY CHECK (id = 1), server TEXT NOT NULL, user TEXT NOT NULL,"
                + " cursor TEXT NOT NULL, position INTEGER NOT NULL, removed INTEGER NOT NULL,"
                + " last_removed INTEGER NOT NULL)",
        "CREATE TABLE mooring_outbox (seq INTEGER PRIMARY KEY, " + MUTATION + ", size INTEGER NOT NULL)",
        "CREATE TABLE mooring_parked (place INTEGER PRIMARY KEY, " + MUTATION
                + ", state TEXT NOT NULL, reason TEXT NOT NULL, parked_at INTEGER NOT NULL)",
        "CREATE UNIQUE INDEX mooring_parked_id ON mooring_parked (id)",
        "CREATE INDEX mooring_parked_state ON mooring_parked (state)",
        "CREATE TABLE mooring_batch (id INTEGER PRIMARY KEY CHECK (id = 1), idempotency_key TEXT NOT NULL,"
                + " base TEXT NOT NULL, frozen_at INTEGER NOT NULL, members TEXT NOT NULL, failures INTEGER NOT NULL)",
        "CREATE TABLE mooring_log (position INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL,"
                + " kind TEXT NOT NULL, payload TEXT NOT NULL, tombstone INTEGER NOT NULL,"
                + " schema_version INTEGER NOT NULL, at TEXT NOT NULL, origin TEXT NOT NULL)",
        "CREATE TABLE mooring_lease (id INTEGER PRIMARY KEY CHECK (id = 1), owner TEXT NOT NULL,"
                + " expires_at INTEGER NOT NULL, machine TEXT NOT NULL, pid INTEGER NOT NULL)",
    };

    private static final String[] TO_2 = {
        "ALTER TABLE mooring_scope ADD COLUMN listing INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN listed_at INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_batch ADD COLUMN orphaned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_batch ADD COLUMN wire TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE mooring_row (collection TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT"
                + " NULL, tombstone INTEGER NOT NULL, schema_version INTEGER NOT NULL, at TEXT NOT NULL, origin TEXT NOT"
                + " NULL, position INTEGER NOT NULL, echo TEXT NOT NULL, stamp INTEGER NOT NULL, stamp_nanos INTEGER NOT"
                + " NULL, own INTEGER NOT NULL, listing INTEGER NOT NULL, UNIQUE (collection, key))",
        "CREATE INDEX mooring_row_listing ON mooring_row (listing) WHERE tombstone = 0",
        "CREATE INDEX mooring_parked_held ON mooring_parked (collection, key) WHERE state = 'QUARANTINED'",
    };

    private static final String[] TO_3 = {
        "ALTER TABLE mooring_outbox ADD COLUMN before TEXT",
        "ALTER TABLE mooring_scope ADD COLUMN taken INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN applied INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE mooring_form (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, columns TEXT NOT NULL, key TEXT NOT"
                + " NULL, collection TEXT NOT NULL)",
        "CREATE TABLE mooring_capture (seq INTEGER PRIMARY KEY, form INTEGER NOT NULL, op INTEGER NOT NULL,"
                + " at INTEGER NOT NULL, v1)",
        "CREATE TABLE mooring_applying (id INTEGER PRIMARY KEY)",
        "CREATE TABLE mooring_replaced (form INTEGER NOT NULL, by, key, v1)",
        "CREATE INDEX mooring_replaced_by ON mooring_replaced (form, by)",
        "CREATE INDEX mooring_replaced_key ON mooring_replaced (form, key)",
        "CREATE TABLE mooring_aside (collection TEXT NOT NULL, key TEXT NOT NULL, row TEXT, reason TEXT NOT NULL,"
                + " blocker_collection TEXT, blocker_key TEXT, at INTEGER NOT NULL, PRIMARY KEY (collection, key))",
        "CREATE INDEX mooring_aside_blocker ON mooring_aside (blocker_collection, blocker_key)",
        "CREATE TABLE mooring_extra (collection TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL,"
                + " PRIMARY KEY (collection, key))",
        "CREATE TABLE mooring_unread (id INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL,"
                + " kind TEXT NOT NULL, payload TEXT NOT NULL, tombstone INTEGER NOT NULL, reason TEXT NOT NULL,"
                + " late INTEGER NOT NULL, at INTEGER NOT NULL)",
        "CREATE INDEX mooring_unread_key ON mooring_unread (collection, key)",
        "CREATE TABLE mooring_adoption (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, key, v1)",
        "CREATE UNIQUE INDEX mooring_adoption_key ON mooring_adoption (tbl, key)",
    };

    private static final String[] TO_4 = {
        "ALTER TABLE mooring_scope ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE mooring_scope ADD COLUMN exchange_at INTEGER",
        "ALTER TABLE mooring_scope ADD COLUMN ack_at INTEGER",
        "ALTER TABLE mooring_scope ADD COLUMN pull_at INTEGER",
        "CREATE TABLE mooring_rebuild (id INTEGER PRIMARY KEY CHECK (id = 1), begun_at INTEGER NOT NULL,"
                + " cursor TEXT NOT NULL, identity TEXT NOT NULL, snapshot TEXT, changes INTEGER NOT NULL,"
                + " bytes INTEGER NOT NULL, fetched INTEGER NOT NULL, drop_up_to INTEGER NOT NULL,"
                + " drop_superseded INTEGER NOT NULL, drop_quarantined INTEGER NOT NULL)",
        "CREATE TABLE mooring_staged (place INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL, kind"
                + " TEXT NOT NULL, payload TEXT NOT NULL, tombstone INTEGER NOT NULL, schema_version INTEGER NOT NULL, at"
                + " TEXT NOT NULL, origin TEXT NOT NULL, position INTEGER NOT NULL, echo TEXT NOT NULL, stamp INTEGER NOT"
                + " NULL, stamp_nanos INTEGER NOT NULL)",
        "CREATE TABLE mooring_left (place INTEGER PRIMARY KEY, server TEXT NOT NULL, user TEXT NOT NULL, " + MUTATION
                + ", size INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, parked_at INTEGER NOT NULL)",
        "CREATE INDEX mooring_left_identity ON mooring_left (server, user)",
        "CREATE TABLE mooring_left_batch (server TEXT NOT NULL, user TEXT NOT NULL, idempotency_key TEXT NOT NULL,"
                + " base TEXT NOT NULL, frozen_at INTEGER NOT NULL, members TEXT NOT NULL, failures INTEGER NOT NULL,"
                + " orphaned INTEGER NOT NULL, wire TEXT NOT NULL, PRIMARY KEY (server, user))",
    };

    private static final String[] TO_5 = {
        "ALTER TABLE mooring_scope ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_lease ADD COLUMN taken_at INTEGER",
        "ALTER TABLE mooring_scope ADD COLUMN held_rows INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN held_from INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN held_at INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN held_listings INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN surplus INTEGER NOT NULL DEFAULT -1",
        "CREATE TABLE mooring_account (server TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT"
                + " NULL, PRIMARY KEY (server, user, kind))",
        "ALTER TABLE mooring_scope ADD COLUMN founded INTEGER NOT NULL DEFAULT 0",
        // How a history began was not noted before: it is taken for one that began with something.
        "UPDATE mooring_scope SET founded = 1 WHERE cursor <> '' AND position = 0",
        "CREATE TABLE mooring_below (collection TEXT NOT NULL, key TEXT NOT NULL, upto INTEGER NOT NULL,"
                + " image TEXT NOT NULL, crc INTEGER, PRIMARY KEY (collection, key))",
        "ALTER TABLE mooring_outbox ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_outbox ADD COLUMN before_crc INTEGER",
        "ALTER TABLE mooring_parked ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_log ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_row ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_staged ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_left ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_batch ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_left_batch ADD COLUMN crc INTEGER",
        "ALTER TABLE mooring_rebuild ADD COLUMN resends INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN retry_at INTEGER",
        "CREATE TABLE mooring_unreadable (collection TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,"
                + " listing INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID",
        "ALTER TABLE mooring_parked ADD COLUMN seq INTEGER",
        "ALTER TABLE mooring_parked ADD COLUMN before TEXT",
        "ALTER TABLE mooring_parked ADD COLUMN before_crc INTEGER",
        "CREATE UNIQUE INDEX mooring_parked_seq ON mooring_parked (seq) WHERE seq IS NOT NULL",
        "ALTER TABLE mooring_left ADD COLUMN seq INTEGER",
        "CREATE VIEW mooring_refused AS SELECT collection, key, reason, parked_at / 1000000 AS since, id AS mutation"
                + " FROM mooring_parked WHERE state = 'QUARANTINED'",
    };

    private static final String[] TO_6 = {
        "ALTER TABLE mooring_scope ADD COLUMN clock INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN site INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE mooring_site (id INTEGER PRIMARY KEY, site BLOB NOT NULL)",
        "CREATE TABLE mooring_field (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, name TEXT NOT NULL,"
                + " here INTEGER NOT NULL DEFAULT 0, keyed TEXT NOT NULL DEFAULT '')",
        "CREATE UNIQUE INDEX mooring_field_name ON mooring_field (tbl, name)",
        "CREATE TABLE mooring_clock (tbl INTEGER NOT NULL, key TEXT NOT NULL, cl INTEGER NOT NULL, cells BLOB NOT NULL,"
                + " crc INTEGER NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID",
        "CREATE TABLE mooring_mark (seq INTEGER PRIMARY KEY)",
        "ALTER TABLE mooring_unread ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE mooring_scope ADD COLUMN log_from INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE mooring_scope ADD COLUMN log_marks TEXT NOT NULL DEFAULT ''",
    };

    /** {@link SeenTable#carry} does the rest. */
    private static final String[] TO_7 = {
        "CREATE TABLE mooring_confirmed (id INTEGER PRIMARY KEY, collection TEXT NOT NULL, key TEXT NOT NULL, kind"
                + " TEXT NOT NULL, tombstone INTEGER NOT NULL, schema_version INTEGER NOT NULL, at TEXT NOT NULL, origin"
                + " TEXT NOT NULL, position INTEGER NOT NULL, echo TEXT NOT NULL, stamp INTEGER NOT NULL, stamp_nanos"
                + " INTEGER NOT NULL, own INTEGER NOT NULL, told TEXT NOT NULL, crc INTEGER, payload TEXT NOT NULL, UNIQUE"
                + " (collection, key))",
        "INSERT INTO mooring_confirmed SELECT rowid, collection, key, kind, tombstone, schema_version, at, origin,"
                + " position, echo, stamp, stamp_nanos, own, '', crc, payload FROM mooring_row",
        "CREATE TABLE mooring_seen (chunk INTEGER PRIMARY KEY, marks BLOB NOT NULL, crc INTEGER NOT NULL)",
    };

    private static final String[][] STEPS = {TO_1, TO_2, TO_3, TO_4, TO_5, TO_6, TO_7};

    /** The version that the last step leads to. */
    static final int VERSION = STEPS.length;

    private SchemaSteps() {}

    /** What leads from a version to the next one. */
    static String[] from(int version) {
        return STEPS[version];
    }
}
