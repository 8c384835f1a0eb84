package dev.mooring.examples.server;

import java.time.Clock;

/** Those who listen, over PostgreSQL. */
class LiveOnPostgresTest extends LiveTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
