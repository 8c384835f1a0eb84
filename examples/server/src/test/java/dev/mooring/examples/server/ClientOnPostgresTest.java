package dev.mooring.examples.server;

import java.time.Clock;

/** The client, over PostgreSQL. */
class ClientOnPostgresTest extends ClientTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
