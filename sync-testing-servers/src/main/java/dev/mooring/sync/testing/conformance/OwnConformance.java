package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Transport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Tries a server of any shape through its author's own transport: whether it does what the transport's {@link Capabilities} claim, and what
 * every client has to count on. It writes as throw-away users only, and stays within its {@link Limits}; each exchange counts as a request,
 * and {@link Limits#answerBytes} bounds what one exchange hands to its sink, in characters.
 *
 * <p>Servers that keep {@linkplain Order#CLOCKS cells with clocks} are tried by {@link Conformance} with {@link Family#CHANGESET} alone.
 *
 * <p>Not thread-safe; a run makes its exchanges one after the other but where it lets devices race.
 */
public final class OwnConformance {
    private final OwnServer server;
    private Limits limits = Limits.DEFAULT;
    private Progress progress = Progress.NONE;
    private Clock clock = Clock.systemUTC();
    private Predicate<String> wanted = promise -> true;

    private OwnConformance(OwnServer server) {
        this.server = server;
    }

    /**
     * A run that was not made yet.
     *
     * @param server to be tried; the caller owns it
     * @return to be set up and run
     */
    public static OwnConformance of(OwnServer server) {
        return new OwnConformance(Objects.requireNonNull(server, "server"));
    }

    /**
     * Sets the bounds; {@link Limits#DEFAULT} by default.
     *
     * @param value of this run
     * @return this
     */
    public OwnConformance limits(Limits value) {
        this.limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * Sets who is told how the run goes on.
     *
     * @param value called on the thread of {@link #run}
     * @return this
     */
    public OwnConformance progress(Progress value) {
        this.progress = Objects.requireNonNull(value, "progress");
        return this;
    }

    /**
     * Sets the clock that writes are stamped by; the system's by default.
     *
     * @param value of this machine
     * @return this
     */
    public OwnConformance clock(Clock value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** Makes those tests only whose promise is wanted. */
    OwnConformance only(Predicate<String> promises) {
        this.wanted = promises;
        return this;
    }

    /**
     * What a run would try, without an exchange.
     *
     * @return a line for each promise, and how much would be sent at most
     * @throws Exception if a transport cannot be made
     * @throws IllegalArgumentException if the server keeps cells with clocks
     */
    public String plan() throws Exception {
        Capabilities claims = claims();
        List<Plan.Line> lines = tests(claims).stream()
                .map(test -> new Plan.Line(test.promise(), test.requests()))
                .toList();
        return Plan.of(lines, limits, claims.identity().server());
    }

    /**
     * Makes the run.
     *
     * @return what it found
     * @throws Exception if a transport cannot be made
     * @throws IllegalArgumentException if the server keeps cells with clocks
     */
    public Report run() throws Exception {
        Capabilities claims = claims();
        List<OwnTest> tests = tests(claims);
        Budget budget = new Budget(limits, System::nanoTime);
        String run = UUID.randomUUID().toString().substring(0, 8);
        List<Finding> findings = new ArrayList<>();
        for (OwnTest test : tests) {
            try (OwnStage stage = new OwnStage(server, claims, limits, budget, clock, run)) {
                Finding finding = Finding.of(test.promise(), () -> test.body().run(stage), stage::proof);
                findings.add(finding);
                progress.ended(findings.size(), tests.size(), finding);
            }
        }
        return new Report(claims.dialect(), claims.identity().server(), findings, budget.requests(), budget.users());
    }

    /** What the transports say of the server; the same for every device. */
    private Capabilities claims() throws Exception {
        try (Transport any = server.device("conform-claims", "device-1")) {
            Capabilities claims = any.capabilities();
            if (claims.order() == Order.CLOCKS) {
                throw new IllegalArgumentException("the server of " + claims.dialect()
                        + " keeps cells with clocks; try it as one of the changeset family");
            }
            return claims;
        }
    }

    private List<OwnTest> tests(Capabilities claims) {
        return OwnTests.all().stream()
                .filter(test -> test.orders().contains(claims.order()))
                .filter(test -> wanted.test(test.promise().id()))
                .toList();
    }
}
