package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch whose messages are acknowledged, refused, lost or cancelled. */
class LivePushTest {
    private static final Ask.Push BATCH = new Ask.Push(
            new UUID(7, 7), new Cursor("7"), Instant.EPOCH, List.of(mutation(0), mutation(1), mutation(2)));

    private final List<String> said = new ArrayList<>();
    private final Cancelling cancellation = new Cancelling();
    private String fate = "";
    private LivePush push;

    private static Mutation mutation(int id) {
        return Mutation.of("piece", "p" + id, "set", "1").recorded(new UUID(0, id), Instant.EPOCH);
    }

    @BeforeEach
    void begin() {
        push = new LivePush((batch, settled) -> settled == 2 ? null : "m" + settled, new LivePush.Line() {
            @Override
            public boolean send(String message) {
                said.add(message);
                switch (fate) {
                    case "closed" -> {
                        return false;
                    }
                    case "lost" -> push.lost();
                    case "cancelled" -> cancellation.cancel();
                    case "silent" -> {}
                    default -> push.acknowledged(message.equals("m1") ? "no" : null);
                }
                return true;
            }

            @Override
            public void silent(End end) {
                said.add(end.kind() + " " + end.words());
            }

            @Override
            public String attempted() {
                return "the channel";
            }
        });
    }

    private Answer pushed(long millis) {
        return push.push(BATCH, "m0", cancellation, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void whatIsNotSentStaysPending() {
        Answer.Settled answer = assertInstanceOf(Answer.Settled.class, pushed(10_000));
        assertEquals(List.of("m0", "m1"), said);
        assertInstanceOf(Outcome.Accepted.class, answer.outcomes().get(0));
        assertEquals(
                new Outcome.Rejected(new UUID(0, 1), "no"), answer.outcomes().get(1));
        assertInstanceOf(Outcome.Deferred.class, answer.outcomes().get(2));
    }

    @Test
    void aMissingAcknowledgementIsDoubtAndEndsTheConnection() {
        fate = "silent";
        TransportException doubt = assertThrows(TransportException.class, () -> pushed(50));
        assertEquals(Delivery.MAYBE_SENT, doubt.delivery());
        assertEquals(List.of("m0", "LOST the channel acknowledged no message in time"), said);
    }

    @Test
    void aLostConnectionIsDoubtAndAClosedOneIsNone() {
        fate = "lost";
        assertEquals(
                Delivery.MAYBE_SENT,
                assertThrows(TransportException.class, () -> pushed(10_000)).delivery());
        assertEquals(List.of("m0"), said);
        fate = "closed";
        TransportException kept = assertThrows(TransportException.class, () -> pushed(10_000));
        assertEquals(Delivery.NOT_SENT, kept.delivery());
        assertEquals(Kind.OFFLINE, kept.kind());
    }

    @Test
    void aCancelledBatchSaysWhatTheServerMayHave() {
        fate = "cancelled";
        TransportException doubt = assertThrows(TransportException.class, () -> pushed(10_000));
        assertEquals(Kind.CANCELLED, doubt.kind());
        assertEquals(Delivery.MAYBE_SENT, doubt.delivery());
        said.clear();
        TransportException kept = assertThrows(TransportException.class, () -> pushed(10_000));
        assertEquals(Kind.CANCELLED, kept.kind());
        assertEquals(Delivery.NOT_SENT, kept.delivery());
        assertTrue(said.isEmpty());
    }

    private static final class Cancelling implements Cancellation {
        private Runnable action = () -> {};
        private boolean cancelled;

        void cancel() {
            cancelled = true;
            action.run();
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable then) {
            action = then;
        }
    }
}
