package dev.mooring.sync.testing.eventlog;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wires a server together. */
public final class EventLogServerBuilder {
    Flavour flavour = Flavour.BASE;
    Clock clock = Clock.systemUTC();

    @Nullable
    Upstream upstream;

    final Map<String, String> secrets = new LinkedHashMap<>();
    boolean gzip = true;
    boolean live;
    Duration lease = Duration.ofSeconds(120);
    int page = 1000;
    final Set<StrictFault> strictFaults = EnumSet.noneOf(StrictFault.class);

    EventLogServerBuilder() {}

    /**
     * Which server is played.
     *
     * @param value base by default
     * @return this
     */
    public EventLogServerBuilder flavour(Flavour value) {
        flavour = value;
        return this;
    }

    /**
     * The time in events that the server makes itself, and of its alarms.
     *
     * @param value the system's by default
     * @return this
     */
    public EventLogServerBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /**
     * The API behind the proxy.
     *
     * @param value real HTTP by default
     * @return this
     */
    public EventLogServerBuilder upstream(Upstream value) {
        upstream = value;
        return this;
    }

    /**
     * An environment variable that holds a secret for proxied calls.
     *
     * @param variable in capitals, such as {@code TEST_API_KEY} for {@code <<SECRET:test-api-key>>}
     * @param value its value
     * @return this
     */
    public EventLogServerBuilder secret(String variable, String value) {
        secrets.put(variable, value);
        return this;
    }

    /**
     * Whether answers over HTTP are zipped for clients that ask for it, as the live server's are.
     *
     * @param value true by default
     * @return this
     */
    public EventLogServerBuilder gzip(boolean value) {
        gzip = value;
        return this;
    }

    /**
     * Whether the server has {@code GET /do/live}. The live ones have none yet; it is described in {@code docs/event-log.md}.
     *
     * @param value false by default
     * @return this
     */
    public EventLogServerBuilder live(boolean value) {
        live = value;
        return this;
    }

    /**
     * How long a writer of the strict flavour keeps its lease without being heard.
     *
     * @param length positive; 120 s by default
     * @return this
     */
    public EventLogServerBuilder lease(Duration length) {
        lease = length;
        return this;
    }

    /**
     * How many events an answer of the strict flavour has at most.
     *
     * @param events positive; 1,000 by default
     * @return this
     */
    public EventLogServerBuilder page(int events) {
        page = events;
        return this;
    }

    /**
     * What the strict flavour does wrong.
     *
     * @param fault one more
     * @return this
     */
    public EventLogServerBuilder fault(StrictFault fault) {
        strictFaults.add(fault);
        return this;
    }

    EventLogServerBuilder copy() {
        EventLogServerBuilder copy = new EventLogServerBuilder();
        copy.flavour = flavour;
        copy.clock = clock;
        copy.lease = lease;
        copy.page = page;
        copy.strictFaults.addAll(strictFaults);
        return copy;
    }

    /**
     * Builds the server, not listening yet.
     *
     * @return the server
     */
    public EventLogServer build() {
        return new EventLogServer(this);
    }
}
