package dev.mooring.sync.systemtests.simulation;

import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.eventlog.Upstream;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The event-log half of a world: the stand-in server, and its log read without the dialect's help. */
abstract class EventLogWorld<DB> implements SimulatedWorld<DB> {
    private static final String USER = "u1";
    private static final Pattern ENVELOPE = Pattern.compile("\\{\"mooring\":\\{.*\"id\":\"([^\"]+)\".*"
            + "\"collection\":\"([^\"]*)\",\"key\":\"([^\"]*)\".*\\},\"data\":\\{\"op\":\"([^\"]*)\"\\}\\}");

    private final Map<String, Integer> calls = new HashMap<>();
    private final EventLogServer server = EventLogServer.builder()
            .flavour(Flavour.FULL)
            .clock(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
            .upstream((method, url, headers, body) -> {
                calls.merge(url, 1, Integer::sum);
                return new Upstream.Result(200, Map.of("content-type", "text/plain"), "done");
            })
            .build();
    private List<ServerFact> facts = List.of();

    @Override
    public Transport transport(int device, int maxBatchCount) {
        return new InProcessTransport(
                EventLogDialect.builder(USER)
                        .device("d" + device)
                        .maxBatchCount(maxBatchCount)
                        .build(),
                server);
    }

    @Override
    public List<ServerFact> facts() {
        if (facts.size() != server.latest(USER)) {
            List<ServerFact> more = new ArrayList<>(facts);
            for (StoredEvent event : server.events(USER, facts.size())) {
                more.add(fact(event));
            }
            facts = List.copyOf(more);
        }
        return facts;
    }

    private static ServerFact fact(StoredEvent event) {
        Matcher envelope = ENVELOPE.matcher(event.payload());
        return envelope.matches()
                ? new ServerFact(
                        event.sequence(),
                        envelope.group(1),
                        envelope.group(2) + "/" + envelope.group(3),
                        envelope.group(4))
                : new ServerFact(event.sequence(), "", event.eventType() + "/" + event.sequence(), event.payload());
    }

    @Override
    public void serverWrites(String label) {
        server.append(USER, "cron_result", label);
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }
}
