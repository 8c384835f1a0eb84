package dev.mooring.examples.server;

import java.time.Clock;

/** Compaction, over PostgreSQL. */
class CompactionOnPostgresTest extends CompactionTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
