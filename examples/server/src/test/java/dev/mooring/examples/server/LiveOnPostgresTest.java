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

    /** The engine names itself otherwise, as those do that speak the protocol of PostgreSQL and have no NOTIFY. */
    @Test
    void andAlsoWhereNothingNotifies() throws Exception {
        String otherEngine = PostgresProcess.shared().database();
        String name = otherEngine.substring(otherEngine.lastIndexOf('/') + 1, otherEngine.indexOf('?'));
        PostgresProcess.execute(
                otherEngine,
                "CREATE SCHEMA other",
                "CREATE FUNCTION other.version() RETURNS text LANGUAGE sql AS $$SELECT 'OtherDB 1.0'$$",
                "ALTER DATABASE " + name + " SET search_path = other, pg_catalog");
        try (Served one = Served.postgres(otherEngine, Clock.systemUTC());
                Served two = Served.postgres(otherEngine, Clock.systemUTC());
                Ear ear = Ear.stream(two, "anna", "?since=0")) {
            ear.next();
            one.push(0, "", "m1");
            assertTrue(ear.next().contains("m1"));
        }
    }
}
