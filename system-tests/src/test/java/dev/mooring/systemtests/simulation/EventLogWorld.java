package dev.mooring.systemtests.simulation;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialectBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.EventLogServerBuilder;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.eventlog.Upstream;
import dev.mooring.sync.testing.simulation.Violation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The event-log half of a world: the stand-in server, and its log read without the dialect's help. */
class EventLogWorld<DB> extends DialectWorld<DB> {
    private static final Pattern ENVELOPE = Pattern.compile("\\{\"mooring\":\\{[^{}]*\"id\":\"([^\"]+)\"[^{}]*"
            + "\"collection\":\"([^\"]*)\",\"key\":\"([^\"]*)\"[^{}]*\\},\"data\":(.*)\\}");

    private final Databases<DB> databases;
    private final Map<String, Integer> calls;
    final String user;
    final EventLogServer server;

    private static EventLogServerBuilder withCalls(EventLogServerBuilder server, Map<String, Integer> calls) {
        return server.live(true).upstream((method, url, headers, body) -> {
            calls.merge(url, 1, Integer::sum);
            return new Upstream.Result(200, Map.of("content-type", "text/plain"), "done");
        });
    }

    final Garbage garbage =
            new Garbage("{\"events_accepted\":false}", "[{\"sequence\":\"1\"}]", "\u0000").believable("[]");
    private final List<StoredEvent> lost = new ArrayList<>();
    private List<StoredEvent> left = List.of();
    List<ServerFact> facts = List.of();

    EventLogWorld(Databases<DB> databases) {
        this(
                databases,
                EventLogServer.builder()
                        .flavour(Flavour.FULL)
                        .clock(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC)));
    }

    EventLogWorld(Databases<DB> databases, EventLogServerBuilder server) {
        super(databases);
        this.databases = databases;
        this.calls = new HashMap<>();
        this.user = "u1";
        this.server = withCalls(server, calls).build();
    }

    /** Another user of the same server, on the same devices. */
    EventLogWorld(EventLogWorld<DB> first, String user) {
        super(first.databases);
        this.databases = first.databases;
        this.calls = first.calls;
        this.user = user;
        this.server = first.server;
    }

    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        return new InProcessTransport(
                dialect(device).maxBatchCount(maxBatchCount).build(),
                server::handle,
                (ask, body) -> Cuts.eventLog(ask, body, slice),
                garbage);
    }

    EventLogDialectBuilder dialect(int device) {
        return EventLogDialect.builder(user).device("d" + device);
    }

    @Override
    public Transport hearing(int device, FaultTransport faulty, VirtualScheduler.Lane lane, Runnable reaches) {
        return new HeardTransport(
                faulty,
                dialect(device).live().build(),
                this::tampered,
                lane,
                () -> Instant.EPOCH,
                HeardTransport.WRITES_NOTHING,
                server,
                null);
    }

    /** A session as it is; what a rule is worth is shown by one without it. */
    LiveDialect.Session tampered(LiveDialect.Session session) {
        return session;
    }

    @Override
    public List<ServerFact> facts() {
        if (!lost.isEmpty()) {
            if (!server.events(user).equals(left)) {
                throw new Violation("I10 broken on server: something was added to a history without " + lost);
            }
        } else if (facts.size() != server.latest(user)) {
            List<ServerFact> more = new ArrayList<>(facts);
            for (StoredEvent event : server.events(user, facts.size())) {
                more.add(fact(event));
            }
            facts = List.copyOf(more);
        }
        return facts;
    }

    @Override
    public void garbage(Random random, double rate) {
        garbage.set(random, rate);
    }

    @Override
    public boolean seemedEmpty() {
        return garbage.believed();
    }

    @Override
    public void lose(Random random, long below) {
        facts();
        if (below < 2) {
            return;
        }
        long from = 1 + random.nextInt((int) below);
        boolean hole = random.nextBoolean() && from < server.latest(user) && showsHoles();
        List<StoredEvent> events = server.events(user, from - 1);
        if (hole) {
            server.makeHole(user, from);
        } else {
            server.truncate(user, from - 1);
        }
        lost.addAll(hole ? events.subList(0, 1) : events);
        left = server.events(user);
    }

    /** Whether a device sees a hole below the place where it is. */
    boolean showsHoles() {
        return true;
    }

    @Override
    public void restore() {
        facts();
        lost.forEach(event -> server.put(user, event));
        lost.clear();
    }

    @Override
    public void relapse(Random random, boolean empty) {
        List<ServerFact> before = facts();
        int left = empty || before.isEmpty() ? 0 : random.nextInt(before.size());
        server.truncate(user, left);
        facts = List.copyOf(before.subList(0, left));
    }

    private ServerFact fact(StoredEvent event) {
        Matcher envelope = ENVELOPE.matcher(event.payload());
        return envelope.matches()
                ? new ServerFact(
                        event.sequence(),
                        envelope.group(1),
                        envelope.group(2) + "/" + envelope.group(3),
                        label(envelope.group(4)))
                : new ServerFact(event.sequence(), "", event.eventType() + "/" + event.sequence(), event.payload());
    }

    @Override
    public void serverWrites(String label) {
        server.append(user, "cron_result", label);
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }
}
