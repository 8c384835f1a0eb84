package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token names the user, and nobody reaches another one's log. */
class UsersTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();
    private Served server;

    @BeforeEach
    void serve() throws IOException {
        Options options = new Options();
        options.db = folder.resolve("server.db").toFile();
        Path secret = folder.resolve("secret");
        Files.writeString(secret, SECRET + "\n");
        options.jwtSecret = secret.toFile();
        clock.pass(Duration.between(clock.instant(), Instant.now()));
        server = new Served(options, clock);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String token(String user, String secret, Instant until) {
        return "Bearer " + JWT.create().withSubject(user).withExpiresAt(until).sign(Algorithm.HMAC256(secret));
    }

    private static String token(String user) {
        return token(user, SECRET, Instant.now().plusSeconds(600));
    }

    private int status(String... headers) {
        return server.with(headers).get("/do/status").status();
    }

    @Test
    void theTokenNamesTheUser() {
        server.with("Authorization", token("anna")).push(0, "", "m1");
        assertEquals(1, server.get("/do/events").sequences().size());
        server.with("Authorization", token("bert"));
        assertEquals(0, server.get("/do/events").sequences().size());
        assertEquals(200, status("Authorization", token("anna"), "X-User-Id", "anna"));
        assertEquals(403, status("Authorization", token("anna"), "X-User-Id", "bert"));
        assertEquals(
                403,
                server.with("Authorization", token("anna"))
                        .get("/do/live?user_id=bert")
                        .status());
    }

    @Test
    void whatIsNoTokenOfThisServerIsRefused() {
        Instant later = Instant.now().plusSeconds(600);
        assertEquals(401, status("X-User-Id", "anna"));
        assertEquals(401, status("Authorization", "Basic YTpi"));
        assertEquals(401, status("Authorization", "Bearer x"));
        assertEquals(401, status("Authorization", token("anna", SECRET + "x", later)));
        assertEquals(
                401, status("Authorization", token("anna", SECRET, Instant.now().minusSeconds(60))));
        assertEquals(
                401,
                status(
                        "Authorization",
                        "Bearer " + JWT.create().withSubject("anna").sign(Algorithm.none())));
        assertEquals(401, status("Authorization", "Bearer " + JWT.create().sign(Algorithm.HMAC256(SECRET))));
        assertEquals(
                "Bearer",
                server.get("/do/status")
                        .response()
                        .headers()
                        .firstValue("WWW-Authenticate")
                        .orElse(""));
        assertThrows(Exception.class, () -> Ear.socket(server, "anna", ""));
    }

    @Test
    void healthAndMetricsNeedNoToken() {
        server.with();
        assertEquals(200, server.get("/health").status());
    }

    @Test
    void withoutASecretOnlyThisMachineIsServed() {
        Options options = new Options();
        options.host = "0.0.0.0";
        Exception refused = assertThrows(IllegalArgumentException.class, () -> new Served(options, Clock.systemUTC()));
        assertTrue(refused.getMessage().contains("this machine only"), refused.getMessage());
    }

    @Test
    void aShortSecretIsRefused() throws IOException {
        Options options = new Options();
        options.jwtSecret = folder.resolve("short").toFile();
        Files.writeString(folder.resolve("short"), "short");
        assertThrows(IllegalArgumentException.class, () -> new Served(options, Clock.systemUTC()));
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        Instant soon = clock.instant().plusSeconds(600);
        server.with("Authorization", token("anna", SECRET, soon));
        try (Ear ear = Ear.stream(server, "anna", "?since=0", "Authorization", token("anna", SECRET, soon))) {
            ear.next();
            server.push(0, "", "m1");
            ear.next();
            server.server.beat();
            clock.pass(Duration.ofSeconds(601));
            server.server.beat();
            assertEquals("end", ear.next());
        }
    }
}
