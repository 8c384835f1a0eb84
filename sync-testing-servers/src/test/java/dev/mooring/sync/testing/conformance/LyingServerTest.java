package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that lies, stalls or talks nonsense gets a verdict all the same, within the bounds of the run. */
class LyingServerTest {
    private static final Limits SMALL = new Limits(500, 80, 4096, Duration.ofMillis(300), Duration.ofSeconds(20));

    private static final class Liar extends StandInServer<Liar> {
        private final Function<Request, Reply> lie;

        Liar(Function<Request, Reply> lie) {
            super(false);
            this.lie = lie;
        }

        @Override
        protected Reply answer(Request request) {
            return lie.apply(request);
        }

        @Override
        protected Liar self() {
            return this;
        }
    }

    private static Report report(Reply always) {
        return report(Family.EVENT_LOG, always);
    }

    private static Report report(Family family, Reply always) {
        try (Liar liar = new Liar(request -> always).start()) {
            return Conformance.of(family, liar.url()).limits(SMALL).run();
        }
    }

    private static void assertNothingIsKept(Report report) {
        assertEquals(0, report.count(Verdict.KEPT), report::text);
        assertTrue(report.exitCode() > 0);
        assertTrue(report.requests() <= SMALL.requests());
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOG", "ENTITY_SYNC", "CHANGESET"})
    void aPageOfAPortalKeepsNothing(Family family) {
        assertNothingIsKept(report(family, Reply.of(200, Map.of("Content-Type", "text/html"), "<html>Sign in</html>")));
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOG", "ENTITY_SYNC", "CHANGESET"})
    void anEmptyObjectKeepsNothing(Family family) {
        assertNothingIsKept(report(family, Reply.of(200, Map.of(), "{}")));
    }

    @Test
    void anAnswerWithoutEndIsCut() {
        byte[] much = new byte[1 << 20];
        assertNothingIsKept(report(new Reply(200, Map.of(), Body.of(much))));
    }

    @Test
    void aServerThatNeverAnswersIsLeftAlone() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Report report = Conformance.of(Family.EVENT_LOG, "http://127.0.0.1:" + deaf.getLocalPort())
                    .limits(new Limits(100, 60, 4096, Duration.ofMillis(20), Duration.ofSeconds(20)))
                    .run();
            assertNothingIsKept(report);
            assertEquals(report.findings().size(), report.count(Verdict.UNCLEAR));
        }
    }

    @Test
    void aRunMakesNoMoreRequestsThanItMay() {
        try (Liar liar = new Liar(request -> Reply.of(404, Map.of(), "{}")).start()) {
            Limits few = new Limits(5, 60, 4096, Duration.ofSeconds(5), Duration.ofSeconds(20));
            Report report =
                    Conformance.of(Family.EVENT_LOG, liar.url()).limits(few).run();
            assertEquals(5, report.requests());
            assertEquals(5, liar.requests());
        }
    }

    @Test
    void anotherMachineIsNotTriedUnlessItIsOnesOwn() {
        Conformance run = Conformance.of(Family.EVENT_LOG, "http://192.0.2.1:8787");
        assertThrows(IllegalStateException.class, run::run);
    }
}
