package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Those who listen, over PostgreSQL. */
class LiveOnPostgresTest extends LiveTest {
    private String jdbc;

    @Override
    Served begin(Clock clock) {
        jdbc = PostgresProcess.shared().database();
        return Served.postgres(jdbc, clock);
    }

    @Test
    void whoListensToOneServerHearsWhatAnotherTook() throws Exception {
        try (Served other = Served.postgres(jdbc, Clock.systemUTC());
                Ear ear = Ear.stream(other, "anna", "?since=0")) {
            ear.next();
            server.push(0, "", "m1");
            assertTrue(ear.next().contains("m1"));
        }
    }
}
