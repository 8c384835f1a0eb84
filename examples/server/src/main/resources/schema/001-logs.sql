-- Plain SQL that SQLite, PostgreSQL and engines that speak its wire protocol understand.

-- One row: which history this database is. A restored backup gets a new one.
CREATE TABLE server (
    id INTEGER PRIMARY KEY,
    history TEXT NOT NULL,
    restored INTEGER NOT NULL
);

-- One row for each log. Who writes to a log locks this row first.
CREATE TABLE log (
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    latest BIGINT NOT NULL,
    event_count BIGINT NOT NULL,
    compacted_to BIGINT NOT NULL,
    compaction_tried_to BIGINT NOT NULL,
    token BIGINT NOT NULL,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    inbox_first BIGINT NOT NULL,
    inbox_next BIGINT NOT NULL,
    PRIMARY KEY (user_id, scope)
);

-- Without columns that each push changes, so that PostgreSQL need not touch it then.
CREATE INDEX log_waiting ON log (user_id, scope) WHERE inbox_next > inbox_first;

-- The events as they are answered. Who wrote an event, and the first sequence of its batch, say what compaction must leave.
CREATE TABLE event (
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL,
    mutation_id TEXT,
    event_key TEXT,
    writer TEXT,
    batch BIGINT NOT NULL,
    PRIMARY KEY (user_id, scope, sequence)
);

CREATE UNIQUE INDEX event_mutation ON event (user_id, scope, mutation_id) WHERE mutation_id IS NOT NULL;

-- What the server's own writers have to say while a client holds the lease.
CREATE TABLE inbox (
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    place BIGINT NOT NULL,
    written_at TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    mutation_id TEXT,
    PRIMARY KEY (user_id, scope, place)
);

CREATE TABLE alarm (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    payload TEXT NOT NULL
);

CREATE INDEX alarm_due ON alarm (due_at);
