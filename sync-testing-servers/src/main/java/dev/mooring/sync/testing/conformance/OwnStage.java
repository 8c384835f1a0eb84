package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Transport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What a test of an own server works with: throw-away users, and what the transport claims. Thread-safe. */
final class OwnStage implements AutoCloseable {
    final OwnServer server;
    final Capabilities claims;
    private final Limits limits;
    private final Budget budget;
    private final Clock clock;
    private final String run;
    private final Proof proof = new Proof();
    private final List<Transport> open = new ArrayList<>();
    private long ids;

    OwnStage(OwnServer server, Capabilities claims, Limits limits, Budget budget, Clock clock, String run) {
        this.server = server;
        this.claims = claims;
        this.limits = limits;
        this.budget = budget;
        this.clock = clock;
        this.run = run;
    }

    /** A user whom nobody else has. */
    OwnUser user() {
        return new OwnUser(this, "conform-" + run + "-" + budget.user());
    }

    boolean isLog() {
        return claims.order() != Order.KEYS;
    }

    boolean isSequence() {
        return claims.order() == Order.SEQUENCE;
    }

    /** The time here. */
    Instant now() {
        return clock.instant();
    }

    /** The mutation as an outbox has it: with an id, and a time. */
    Mutation recorded(Mutation draft) {
        return draft.recorded(id(), now());
    }

    /** Ascends, and is nobody else's. */
    private synchronized UUID id() {
        long millis = Math.max(0, now().toEpochMilli());
        return new UUID(
                millis << 16 | 0x7000 | (++ids & 0xfff),
                Long.MIN_VALUE | ThreadLocalRandom.current().nextLong() >>> 2);
    }

    /** {@code NOT_OFFERED} without the claim. */
    static void claimed(boolean claim, String name) {
        if (!claim) {
            throw Ending.notOffered("the capabilities do not claim " + name);
        }
    }

    Transport transport(String user, String device) throws Exception {
        Transport transport = server.device(user, device);
        synchronized (this) {
            open.add(transport);
        }
        return transport;
    }

    /** Stops the server and starts it again; {@code NOT_OFFERED} if nobody can. */
    void restart() throws Exception {
        if (!server.restart()) {
            throw Ending.notOffered("OwnServer.restart does none");
        }
    }

    void request() {
        budget.request();
    }

    Duration exchange() {
        return limits.exchange();
    }

    /** How long a test waits for what has to come: a fifth of an exchange. */
    Duration patience() {
        return limits.exchange().dividedBy(5);
    }

    long answerBytes() {
        return limits.answerBytes();
    }

    void remember(Exchange exchange) {
        proof.remember(exchange);
    }

    List<Exchange> proof() {
        return proof.exchanges();
    }

    /** Closes what the test has opened. */
    @Override
    public synchronized void close() {
        open.forEach(Transport::close);
    }
}
