package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.examples.server.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database of PostgreSQL that is not where its history was named is a copy, and a server finds out by itself. */
class RestoreOnPostgresTest {
    private static Served serve(String jdbc, Consumer<Options> more) {
        Options options = new Options();
        options.jdbc = jdbc;
        options.connections = 2;
        more.accept(options);
        return new Served(options, Clock.systemUTC());
    }

    private static Served serve(String jdbc) {
        return serve(jdbc, options -> {});
    }

    private static String history(Served server) {
        return server.get("/do/status").json().path("history").asText();
    }

    @Test
    void theHistoryStaysWhileTheDatabaseDoes() {
        String jdbc = PostgresProcess.shared().database();
        String history;
        try (Served server = serve(jdbc);
                Served other = serve(jdbc, options -> options.failoverLosesNothing = true)) {
            history = history(server);
            server.push(0, "", "a");
            assertEquals(history, history(other));
            assertEquals(history, history(server));
        }
        try (Served server = serve(jdbc)) {
            assertEquals(history, history(server));
            assertEquals(
                    200, server.push(1, ",\"history\":\"" + history + "\"", "b").status());
        }
    }

    @Test
    void aUserWithoutRightsIsToldTheSame() {
        String jdbc = PostgresProcess.shared().database();
        String plain = jdbc.replaceAll("user=.*", "user=plain");
        PostgresProcess.execute(jdbc, "CREATE ROLE plain LOGIN", "GRANT ALL ON SCHEMA public TO PUBLIC");
        String history;
        try (Served server = serve(plain)) {
            history = history(server);
        }
        PostgresProcess.execute(jdbc, "UPDATE server SET place = 'elsewhere'");
        try (Served server = serve(plain)) {
            assertNotEquals(history, history(server));
        }
    }

    @Test
    void aUserWhoIsToldNothingTakesNothingForACopy() {
        String jdbc = PostgresProcess.shared().database();
        PostgresProcess.execute(
                jdbc,
                "CREATE ROLE told_nothing LOGIN",
                "GRANT ALL ON SCHEMA public TO PUBLIC",
                "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        try (Served server = serve(jdbc)) {
            String history = history(server);
            PostgresProcess.execute(jdbc, "GRANT ALL ON ALL TABLES IN SCHEMA public TO told_nothing");
            try (Served other = serve(jdbc.replaceAll("user=.*", "user=told_nothing"))) {
                assertEquals(history, history(other));
                assertEquals(history, history(server));
            }
        }
    }

    @Test
    void aDumpInAnotherDatabaseIsAnotherHistoryUnlessItIsSaidToBeTheSame() {
        PostgresProcess postgres = PostgresProcess.shared();
        String jdbc = postgres.database();
        String copy = postgres.database();
        String moved = postgres.database();
        String history;
        try (Served server = serve(jdbc)) {
            server.push(0, "", "a");
            history = history(server);
            Path dump = postgres.dump(jdbc);
            postgres.restore(dump, copy);
            postgres.restore(dump, moved);
            assertEquals(history, history(server));
        }
        String restored;
        try (Served server = serve(copy)) {
            restored = history(server);
            assertNotEquals(history, restored);
            assertEquals(
                    409, server.push(1, ",\"history\":\"" + history + "\"", "b").status());
        }
        try (Served server = serve(copy)) {
            assertEquals(restored, history(server));
        }
        try (Served server = serve(moved, options -> options.moved = true)) {
            assertEquals(history, history(server));
        }
        try (Served server = serve(moved)) {
            assertEquals(history, history(server));
        }
    }

    @Test
    void serversThatRunFindOutThatADumpWasPutInThePlace() {
        PostgresProcess postgres = PostgresProcess.shared();
        String jdbc = postgres.database();
        try (Served server = serve(jdbc);
                Served other = serve(jdbc)) {
            server.push(0, "", "a");
            Path dump = postgres.dump(jdbc);
            server.push(1, "", "b");
            String history = history(server);
            postgres.restore(dump, jdbc);
            int status = server.push(1, ",\"history\":\"" + history + "\"", "c").status();
            assertEquals(409, status == 503 ? again(server, history) : status);
            assertNotEquals(history, history(other));
            assertEquals(history(server), history(other));
        }
    }

    /** A statement of the tables that were there before may fail once. */
    private static int again(Served server, String history) {
        return server.push(1, ",\"history\":\"" + history + "\"", "c").status();
    }

    @Test
    @Tag("long")
    void aStandbyServesNobodyUntilItTakesOverAndIsAnotherHistoryThen() {
        try (PostgresProcess primary = PostgresProcess.own()) {
            String jdbc = primary.database();
            String history;
            try (Served server = serve(jdbc)) {
                server.push(0, "", "a");
                history = history(server);
            }
            try (PostgresProcess standby = primary.standby()) {
                String there = primary.on(standby, jdbc);
                assertThrows(StoreException.class, () -> serve(there));
                standby.promote();
                try (Served same = serve(there, options -> options.failoverLosesNothing = true)) {
                    assertEquals(history, history(same));
                    try (Served server = serve(there)) {
                        assertNotEquals(history, history(server));
                        assertEquals(history(server), history(same));
                    }
                }
            }
        }
    }
}
