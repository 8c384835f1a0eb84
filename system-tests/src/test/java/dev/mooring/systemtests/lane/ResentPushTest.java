package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A push whose answer says what the server calls the state behind it, and which is sent again when the client has gone on. */
class ResentPushTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final List<Ask.Push> pushes = new ArrayList<>();
    private int failures;
    private int pulls;

    private final class Line extends ForwardingTransport {
        Line(Transport inner) {
            super(inner);
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.keys("keys", new ServerIdentity("here", "u"))
                    .resendSafe()
                    .recognisesOwn()
                    .coalesces()
                    .listsAll()
                    .tellsRestores()
                    .build();
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            if (ask instanceof Ask.Push push) {
                pushes.add(push);
                if (failures > 0) {
                    failures--;
                    throw new TransportException(
                            TransportException.Kind.SERVER, TransportException.Delivery.MAYBE_SENT, null, "lost", null);
                }
            }
            Answer answer = super.exchange(ask, sink, cancellation);
            if (ask instanceof Ask.Push push) {
                Answer.Settled settled = (Answer.Settled) answer;
                return new Answer.Settled(
                        settled.outcomes(),
                        new Page(new Cursor(push.cursor().token() + " pushed"), false),
                        settled.response());
            }
            return ask instanceof Ask.Pull && answer instanceof Answer.Settled settled
                    ? new Answer.Settled(settled.outcomes(), new Page(new Cursor("pull" + ++pulls), false, true), null)
                    : answer;
        }
    }

    @Test
    void itsAnswerIsBehindWhatWasPulledMeanwhile() {
        server.listsAll = true;
        Tablet tablet = new Tablet(new Line(server.transport()), time, ConflictPolicy.serverWins());
        failures = Integer.MAX_VALUE;
        tablet.set("a", "1");
        tablet.sync();
        time.advance(Duration.ofMinutes(1));
        failures = 0;
        int before = pulls;
        tablet.sync();

        Ask.Push first = pushes.get(0);
        Ask.Push last = pushes.get(pushes.size() - 1);
        assertEquals(first.key(), last.key());
        assertEquals(first.mutations(), last.mutations());
        assertEquals("pull1", first.cursor().token());
        assertEquals("pull" + (before + 1), last.cursor().token());
        assertEquals(
                "pull" + (before + 1) + " pushed",
                tablet.client.status().cursor().token());
    }
}
