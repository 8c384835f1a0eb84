package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collection that only the channel shows and carries, and rows that only it knows to be gone. */
class UnlistedTest {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final Radio radio = new Radio();
    private final List<Incoming> brought = new ArrayList<>();
    private boolean carries;
    private int attempts;
    /** The channel breaks when the next piece is sent. */
    private @Nullable Delivery breaks;

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
                    .unlisted("piece")
                    .build();
        }

        @Override
        public WakeUps channel() {
            return radio;
        }

        @Override
        public boolean carries(String collection) {
            return carries || !collection.equals("piece");
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            if (ask instanceof Ask.Heard heard) {
                sink.accept(List.copyOf(brought), null);
                brought.clear();
                return new Answer.Settled(List.of(), new Page(heard.cursor(), false), null);
            }
            boolean pieces = ask instanceof Ask.Push push
                    && push.mutations().stream()
                            .allMatch(each -> each.collection().equals("piece"));
            if (pieces) {
                attempts++;
                Delivery lost = carries ? breaks : Delivery.NOT_SENT;
                if (lost != null) {
                    breaks = null;
                    carries = false;
                    throw new TransportException(Kind.OFFLINE, lost, null, "the channel is not open", null);
                }
            }
            return super.exchange(ask, sink, cancellation);
        }
    }

    private Tablet live() {
        server.listsAll = true;
        server.judge = mutation ->
                mutation.collection().equals("piece") ? new Outcome.Accepted(mutation.id(), Change.NO_POSITION) : null;
        Tablet tablet = new Tablet(new Line(server.transport()), time, ConflictPolicy.serverWins());
        tablet.client.start();
        time.advance(MOMENT);
        radio.opened();
        radio.last().listener.shown();
        time.advance(Duration.ofSeconds(5));
        return tablet;
    }

    private static void piece(Tablet tablet, String key, String payload) {
        tablet.client.write((tables, outbox) -> {
            tables.put(Tablet.ROWS, key, payload);
            outbox.add(Mutation.of("piece", key, "set", KeyServer.quoted(payload)));
        });
    }

    private void brings(Incoming incoming) {
        brought.add(incoming);
        radio.last().listener.woken(true);
        time.advance(MOMENT);
    }

    private void brings(String collection, String key, String payload) {
        String json = KeyServer.quoted(payload);
        Change change = new Change(Change.NO_POSITION, collection, key, "set", json, false, 1, "", "other");
        brings(new Incoming(change, json));
    }

    private List<String> sent() {
        return server.pushes.stream()
                .flatMap(push -> push.mutations().stream())
                .map(Mutation::key)
                .toList();
    }

    @Test
    void whatCannotGoNowHoldsUpNobodyAndGoesWhenTheChannelIsOpen() {
        Tablet tablet = live();
        piece(tablet, "p", "1");
        tablet.set("a", "1");
        time.advance(Duration.ofSeconds(5));
        assertEquals(List.of("a"), sent());
        assertEquals(1, tablet.client.status().pending());
        assertEquals(Light.AMBER, tablet.client.status().light());

        carries = true;
        radio.ends(WakeUps.Kind.AWAY);
        time.advance(Duration.ofSeconds(1));
        radio.opened();
        time.advance(Duration.ofSeconds(3));
        assertEquals(List.of("a", "p"), sent());
        assertEquals(Light.GREEN, tablet.client.status().light());
    }

    /** A batch of it was frozen before the channel broke. Nothing can be done for it until that is open again. */
    @ParameterizedTest
    @EnumSource(names = {"NOT_SENT", "MAYBE_SENT"})
    void aBatchThatNeedsTheChannelIsNotTriedWithoutIt(Delivery lost) {
        carries = true;
        Tablet tablet = live();
        breaks = lost;
        piece(tablet, "p", "1");
        time.advance(Duration.ofSeconds(5));
        assertEquals(1, attempts);
        radio.ends(WakeUps.Kind.LOST);
        tablet.set("a", "1");
        time.advance(Duration.ofMinutes(30));
        assertEquals(1, attempts);
        assertEquals(List.of("a"), sent());
        assertEquals(1, tablet.client.status().pending());
        assertTrue(tablet.sync() instanceof SyncReport.Synced);

        carries = true;
        radio.opening = () -> time.lane(7).alarm(MOMENT, radio::opened);
        time.advance(Duration.ofMinutes(10));
        assertEquals(List.of("a", "p"), sent());
        assertEquals(0, tablet.client.status().pending());
    }

    @Test
    void noListingMissesItAndTheChannelSaysWhenItIsGone() {
        carries = true;
        Tablet tablet = live();
        server.put("a", "1", 1);
        piece(tablet, "mine", "1");
        brings("piece", "theirs", "1");
        for (int i = 0; i < 3; i++) {
            tablet.sync();
            time.advance(Duration.ofMinutes(11));
        }
        assertEquals("1", tablet.row("mine"));
        assertEquals("1", tablet.row("theirs"));
        assertEquals(0, tablet.client.status().counts().heldBack());

        brings(new Incoming(Change.gone("piece", "theirs"), Confirmed.GONE));
        assertNull(tablet.row("theirs"));
    }

    /** No listing says anything of it, so none forgets what could not be read. */
    @Test
    void whatCannotBeReadStaysNotedUntilTheChannelTellsItReadably() {
        carries = true;
        Tablet tablet = live();
        server.put("a", "1", 1);
        brings("piece", "known", "1");
        for (String key : List.of("known", "new")) {
            brings(Incoming.unreadable("piece", key, "it has no title"));
        }
        for (int i = 0; i < 3; i++) {
            tablet.sync();
            time.advance(Duration.ofMinutes(11));
        }
        assertEquals(2, tablet.client.status().counts().setAside());
        assertEquals("{a=1, known=1}", tablet.rows().toString());

        brings("piece", "known", "2");
        brings("piece", "new", "1");
        assertEquals(0, tablet.client.status().counts().setAside());
        assertEquals("{a=1, known=2, new=1}", tablet.rows().toString());
    }

    @Test
    void aRebuildKeepsIt() {
        carries = true;
        Tablet tablet = live();
        server.put("a", "1", 1);
        brings("piece", "p", "1");
        brings("piece", "gone", "1");
        brings(new Incoming(Change.gone("piece", "gone"), Confirmed.GONE));
        var rebuilt = tablet.client.recovery().rebuild(RebuildPlan.withoutExport());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertTrue(rebuilt.getNow(null).complete());
        assertEquals("{a=1, p=1}", tablet.rows().toString());
        tablet.sync();
        assertEquals("{a=1, p=1}", tablet.rows().toString());
        brings(new Incoming(Change.gone("piece", "p"), Confirmed.GONE));
        assertEquals("{a=1}", tablet.rows().toString());
    }

    /** Nothing shows whether the server has lost it. */
    @Test
    void aRebuildThatSendsBackSendsItToo() {
        carries = true;
        Tablet tablet = live();
        server.put("a", "1", 1);
        brings("piece", "p", "1");
        brings("piece", "gone", "1");
        brings(new Incoming(Change.gone("piece", "gone"), Confirmed.GONE));
        var rebuilt =
                tablet.client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertEquals(1, rebuilt.getNow(null).resent());
        time.advance(Duration.ofSeconds(5));
        assertEquals(List.of("p"), sent());
        assertEquals("{a=1, p=1}", tablet.rows().toString());
        assertEquals(0, tablet.client.status().pending());
    }

    @Test
    void whatIsHeldBackIsSettledByTheChannel() {
        Tablet tablet = live();
        server.put("a", "1", 1);
        server.put("b", "1", 1);
        tablet.sync();
        server.rows.remove("a");
        tablet.sync();
        assertEquals(1, tablet.client.status().counts().heldBack());
        assertEquals(Light.AMBER, tablet.client.status().light());
        int pulls = server.pulls.size();

        brings(new Incoming(Change.gone("todo", "a"), Confirmed.GONE));
        assertEquals("{b=1}", tablet.rows().toString());
        assertEquals(0, tablet.client.status().counts().heldBack());
        assertEquals(Light.GREEN, tablet.client.status().light());
        assertEquals(pulls, server.pulls.size());
    }
}
