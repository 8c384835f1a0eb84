package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of transitions in the Javadoc, against what happens: all of it can, and nothing else does. */
class TransitionsTest {
    private static final Path SOURCE = Path.of("src/main/java/dev/mooring/sync/status/SyncStatus.java");
    private static final Pattern ROW = Pattern.compile("<tr><td>([A-Z]+)</td><td>([A-Z]+)</td><td>[^<]+");
    private static final int STEPS = 200_000;

    /** All that can happen to a client, one thing at a time. */
    private static final List<Consumer<Clockwork>> EVENTS = List.of(
            Clockwork::on,
            client -> client.power(Power.OFF),
            Clockwork::write,
            Clockwork::acked,
            Clockwork::caughtUp,
            Clockwork::synced,
            Clockwork::shown,
            Clockwork::unreached,
            client -> client.failed(Cause.SERVER),
            client -> client.failed(Cause.GARBAGE),
            client -> client.failed(Cause.AUTH_REQUIRED),
            client -> client.failed(Cause.CONTENDED),
            client -> client.failed(Cause.ELSEWHERE),
            client -> client.failed(Cause.KNOWS_LESS),
            client -> client.facts.current = false,
            client -> client.facts.running = true,
            client -> client.facts.running = false,
            client -> client.facts.rebuilding = client.now,
            client -> client.facts.rebuilding = null,
            client -> client.facts.hintedOffline = client.now,
            client -> client.facts.hintedOffline = null,
            client -> client.pass(Duration.ofMillis(300)),
            client -> client.pass(Duration.ofMinutes(1)));

    @Test
    void theTableIsWhatHappens() throws IOException {
        TreeSet<String> written = written();
        TreeSet<String> seen = new TreeSet<>();
        Random random = new Random(1);
        for (int life = 0; life < STEPS / 100; life++) {
            Clockwork client = life % 2 == 0 ? new Clockwork() : new Clockwork("repertoire");
            for (int step = 0; step < 100; step++) {
                State before = client.state();
                boolean last = step == 99;
                if (last) {
                    client.power(Power.CLOSED);
                } else {
                    EVENTS.get(random.nextInt(EVENTS.size())).accept(client);
                }
                if (client.state() != before) {
                    seen.add(before + " " + client.state());
                }
            }
        }
        assertEquals(written, seen);
    }

    private static TreeSet<String> written() throws IOException {
        TreeSet<String> written = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(SOURCE).replace("\n     *", ""));
        while (row.find()) {
            assertTrue(written.add(State.valueOf(row.group(1)) + " " + State.valueOf(row.group(2))), row.group());
        }
        assertTrue(!written.isEmpty(), "the table is not found in " + SOURCE);
        return written;
    }
}
