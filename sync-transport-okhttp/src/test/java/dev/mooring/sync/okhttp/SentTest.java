package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sink hears that a request has left while the server still has it. */
@Timeout(20)
final class SentTest {
    private static final Ask PUSH = new Ask.Push(
            new UUID(7, 7),
            Cursor.START,
            Instant.EPOCH,
            List.of(Mutation.of("c", "k", "set", "1").recorded(new UUID(1, 1), Instant.EPOCH)));

    private final MockWebServer server = new MockWebServer();
    private final List<Thread> told = new ArrayList<>();
    private final CountDownLatch sent = new CountDownLatch(1);
    private OkHttpTransport transport;

    private final ChangeSink sink = new ChangeSink() {
        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {}

        @Override
        public void sent() {
            told.add(Thread.currentThread());
            sent.countDown();
        }
    };

    @BeforeEach
    void listen() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                sent.await(); // The whole request is here, and nobody has answered.
                return new MockResponse.Builder()
                        .body("{\"events_accepted\":true,\"highest_sequence\":1}")
                        .build();
            }
        });
        server.start();
        transport = OkHttpTransport.builder(
                        server.url("/").toString(),
                        EventLogDialect.builder("u1").build())
                .build();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void itIsToldOnTheThreadOfTheExchangeBeforeTheServerAnswers() {
        Answer answer = transport.exchange(PUSH, sink, new Never());

        assertInstanceOf(Answer.Settled.class, answer);
        assertEquals(1, told.size());
        assertSame(Thread.currentThread(), told.get(0));
    }

    @Test
    void nothingIsToldOfARequestThatHasNotLeft() {
        server.close();

        TransportException e =
                assertThrows(TransportException.class, () -> transport.exchange(PUSH, sink, new Never()));

        assertEquals(Delivery.NOT_SENT, e.delivery());
        assertEquals(List.of(), told);
    }

    private static final class Never implements Cancellation {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable action) {}
    }
}
