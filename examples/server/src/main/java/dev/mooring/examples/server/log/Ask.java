package dev.mooring.examples.server.log;

import dev.mooring.examples.server.lease.Writer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks in one exchange.
 *
 * @param since the last sequence that it has
 * @param events what it pushes behind it; empty for a pull
 * @param history which history it follows, if it says so
 * @param writer who it is
 */
public record Ask(long since, List<Event> events, @Nullable String history, Writer writer) {
    /** A pull of a client that knows no leases. */
    public static Ask pull(long since) {
        return new Ask(since, List.of(), null, Writer.NONE);
    }

    /** Whether it only reads. */
    public boolean isPull() {
        return events.isEmpty();
    }

    /** The mutation ids of its events, those that have one. */
    public List<String> mutations() {
        return events.stream().map(Event::mutation).filter(Objects::nonNull).toList();
    }
}
