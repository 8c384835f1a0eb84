package dev.mooring.examples.server;

import java.time.Clock;
import org.junit.jupiter.api.Tag;

/** The client, over PostgreSQL. */
@Tag("long")
class ClientOnPostgresTest extends ClientTest {
    @Override
    Served begin(Clock clock) {
        return Served.postgres(PostgresProcess.shared().database(), clock);
    }
}
