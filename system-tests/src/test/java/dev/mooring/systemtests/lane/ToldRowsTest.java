package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of a listing that are told as the same text as before are known without being read. All others are read. */
class ToldRowsTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final List<String> read = new ArrayList<>();
    /** Stands before the text of each row: the same state in another form. */
    private String form = "";

    /** What comes in a slice before the rows of the server. */
    private final List<Incoming> before = new ArrayList<>();

    private final List<Incoming> behind = new ArrayList<>();

    private RuntimeException broken;

    @BeforeEach
    void listsAll() {
        server.listsAll = true;
    }

    private final class Telling extends ForwardingTransport {
        Telling(Transport inner) {
            super(inner);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            return super.exchange(
                    ask,
                    (slice, after) -> {
                        List<Incoming> told = new ArrayList<>(before);
                        slice.forEach(incoming -> told.add(told(incoming)));
                        told.addAll(behind);
                        sink.accept(told, after);
                    },
                    cancellation);
        }
    }

    private Incoming told(Incoming incoming) {
        String text = form + incoming.change().payload() + incoming.stamp();
        return Incoming.told(incoming.collection(), incoming.key(), text, text.length(), () -> {
            read.add(incoming.key());
            if (broken != null) {
                throw broken;
            }
            return incoming;
        });
    }

    private Tablet tablet() {
        return new Tablet(new Telling(server.transport()), time, ConflictPolicy.serverWins());
    }

    private List<String> readBy(Tablet tablet) {
        read.clear();
        SyncReport report = tablet.sync();
        assertInstanceOf(SyncReport.Synced.class, report);
        return List.copyOf(read);
    }

    @Test
    void whatIsToldAsBeforeIsNotReadAndNotMissed() {
        server.put("a", "1", 5);
        server.put("b", "1", 5);
        Tablet tablet = tablet();
        assertEquals(List.of("a", "b"), readBy(tablet));
        assertEquals(List.of(), readBy(tablet));
        assertEquals("{a=1, b=1}", tablet.rows().toString(), "the listing did not miss them");
        server.put("b", "2", 6);
        assertEquals(List.of("b"), readBy(tablet));
        assertEquals("{a=1, b=2}", tablet.rows().toString());
        assertEquals(List.of(), readBy(tablet));
    }

    @Test
    void theSameStateInAnotherFormIsReadOnceAndIsNoNews() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        tablet.applied.clear();
        form = " ";
        assertEquals(List.of("a"), readBy(tablet));
        assertEquals(List.of(), tablet.applied);
        assertEquals(List.of(), readBy(tablet), "that form is noted now");
    }

    /** Of several texts in one listing the last one counts, even if it is the one of before. */
    @Test
    void aRowThatIsToldTwiceIsRead() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        Change other = new Change(Change.NO_POSITION, "todo", "a", "set", "\"2\"", false, 1, "", "other");
        Incoming second = told(new Incoming(other, "\"2\"", Instant.ofEpochSecond(6)));
        before.add(second);
        assertEquals(List.of("a", "a"), readBy(tablet));
        assertEquals("{a=1}", tablet.rows().toString());
        before.clear();
        behind.add(told(new Incoming(other, "\"2\"", Instant.ofEpochSecond(6))));
        assertEquals(List.of("a", "a"), readBy(tablet));
        assertEquals("{a=2}", tablet.rows().toString());
    }

    /** An own write comes back in the words of the server: it is read, known by its echo, and noted. */
    @Test
    void anOwnWriteIsReadOnce() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        tablet.set("a", "mine");
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(List.of("a"), readBy(tablet));
        assertEquals(List.of(), readBy(tablet));
        assertEquals("{a=mine}", tablet.rows().toString());
    }

    /** The text of before a write is the state of before it. */
    @Test
    void theTextOfBeforeAnOwnWriteIsNews() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        KeyServer.Row before = server.rows.get("a");
        tablet.set("a", "mine");
        tablet.sync();
        readBy(tablet);
        server.rows.put("a", new KeyServer.Row(before.payload(), before.stamp(), 99));
        assertEquals(List.of("a"), readBy(tablet));
        assertEquals("{a=1}", tablet.rows().toString());
    }

    /** What the server has in the place of a write that it did not take is news, even if it is what was confirmed. */
    @Test
    void aConflictHasTheRowReadAgain() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        server.judge = mutation -> new Outcome.Conflict(mutation.id(), "another one was later");
        tablet.set("a", "mine");
        read.clear();
        tablet.sync();
        assertEquals(List.of("a"), read);
        assertEquals("{a=1}", tablet.rows().toString());
    }

    @Test
    void aRowThatIsToldNoMoreIsGone() {
        server.put("a", "1", 5);
        server.put("b", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        server.hidesDeletes = true;
        server.put("b", null, 6);
        server.vouch = new Vouch(0, true, true);
        readBy(tablet);
        assertEquals("{a=1}", tablet.rows().toString());
    }

    /** What breaks as a row is read ends the exchange, and nothing of its slice is applied. */
    @Test
    void whatCannotBeReadAtAllEndsThePull() {
        server.put("a", "1", 5);
        Tablet tablet = tablet();
        readBy(tablet);
        server.put("a", "2", 6);
        server.put("b", "1", 6);
        broken = new ProtocolException("the pull met garbage", null);
        SyncReport report = tablet.sync();
        assertTrue(report.toString().contains("the pull met garbage"), report.toString());
        assertEquals("{a=1}", tablet.rows().toString());
        broken = null;
        readBy(tablet);
        assertEquals("{a=2, b=1}", tablet.rows().toString());
    }
}
