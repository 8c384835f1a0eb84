package dev.mooring.examples.server;

import java.time.Clock;

/** Leases, over PostgreSQL. */
class LeaseOnPostgresTest extends LeaseTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
