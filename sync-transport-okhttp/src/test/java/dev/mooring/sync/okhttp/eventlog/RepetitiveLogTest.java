package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A log that zips a thousandfold is not a bomb. */
class RepetitiveLogTest {
    /** Together well beyond what an answer may unpack to without a sign of life. */
    private static final int EVENTS = 45;

    @Test
    void aLogOfLargePayloadsThatRepeatThemselvesIsPulledInOneGo() {
        String payload = '"' + "ü".repeat(900_000) + '"';
        try (EventLogServer server = EventLogServer.builder().build().start()) {
            for (int sequence = 1; sequence <= EVENTS; sequence++) {
                server.put("u1", new StoredEvent(sequence, "", "user_action", "1", payload));
            }
            OkHttpTransport transport = OkHttpTransport.builder(server.url(), EventLogFixtures.dialect())
                    .build();
            AtomicInteger taken = new AtomicInteger();
            Answer answer = transport.exchange(
                    new Ask.Pull(Cursor.START),
                    (slice, after) -> slice.forEach(incoming -> {
                        assertEquals(taken.incrementAndGet(), incoming.change().position());
                        assertEquals(payload, incoming.change().payload());
                    }),
                    Cancellation.NEVER);
            assertInstanceOf(Answer.Settled.class, answer);
            assertEquals(EVENTS, taken.get());
            transport.close();
        }
    }
}
