package dev.mooring.examples.server;

import java.time.Clock;

/** What a push may rely on, over PostgreSQL. */
class PushOnPostgresTest extends PushTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
