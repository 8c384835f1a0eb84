package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A report says what waits and what comes next as it is, names no class, and says nothing twice. */
class TrueWordsTest {
    private static final Pattern CLASS = Pattern.compile("\\w+\\.java|[a-z]+\\.[a-z]+\\.[A-Z]|Exception|Error\\b");

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Phone phone = new Phone(server, time);

    private static String words(SyncReport report) {
        if (report instanceof SyncReport.Offline r) {
            return r.cause();
        } else if (report instanceof SyncReport.Failed r) {
            return r.message();
        }
        return assertInstanceOf(SyncReport.Incompatible.class, report).reason();
    }

    private void fails(Kind kind, Delivery delivery) {
        server.before = ask -> new TransportException(kind, delivery, null, "GET /x had trouble", null);
    }

    @Test
    void whatWaitsAndWhetherItIsTriedAgainIsAsItIs() {
        fails(Kind.OFFLINE, Delivery.NOT_SENT);
        SyncReport.Offline nothing = assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertFalse(nothing.queued());
        assertEquals("GET /x had trouble; nothing is queued", nothing.cause());
        phone.set("a", "1");
        SyncReport.Offline one = assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertTrue(one.queued());
        assertEquals("GET /x had trouble; 1 mutation stays queued until a sync is asked for", one.cause());
        phone.set("b", "1");
        phone.client.start();
        SyncReport.Offline two = assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertEquals("GET /x had trouble; 2 mutations stay queued; the next attempt comes by itself", two.cause());
        assertTrue(two.nextAttempt() != null);
    }

    @Test
    void aStatusSaysItsReasonWithoutThat() {
        fails(Kind.SERVER, Delivery.ANSWERED);
        phone.client.start();
        phone.set("a", "1");
        phone.sync();
        assertEquals("GET /x had trouble", phone.status().reason().words());
        assertEquals(
                1,
                count(phone.status().explain(), "attempt is due"),
                phone.status().explain());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsSaidTwiceWhateverTheFailure(Kind kind) {
        fails(kind, Delivery.ANSWERED);
        phone.client.start();
        phone.set("a", "1");
        SyncReport report = phone.sync();
        if (!(report instanceof SyncReport.Interrupted)) {
            String said = words(report);
            assertEquals(1, count(said, "queued"), said);
            assertEquals(1, count(said, "attempt"), said);
            assertEquals(0, count(said, "tried again"), said);
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void aCallThatNeverWentOutSaysWhetherAnythingIsQueued() {
        fails(Kind.OFFLINE, Delivery.NOT_SENT);
        CallReport.Offline none =
                phone.await(phone.client.calls().make(ApiCall.post("http://api/x", "{}")), CallReport.Offline.class);
        assertFalse(none.queued());
        phone.set("a", "1");
        assertTrue(phone.await(phone.client.calls().make(ApiCall.post("http://api/x", "{}")), CallReport.Offline.class)
                .queued());
    }

    @Test
    void aBrokenHandlerIsNamedToThePersonAndItsClassToTheLogAlone() {
        server.foreign("x", "9");
        phone.refuses = true;
        try (LogTap log = new LogTap()) {
            String said = words(phone.sync());
            assertEquals(
                    "this app failed in the apply of its change handler, as its log says; nothing was moved; nothing is"
                            + " queued",
                    said);
            assertTrue(log.text().contains("java.lang.IllegalStateException"), log.text());
            assertTrue(log.text().contains("Phone.apply"), log.text());
        }
    }

    @Test
    void whatNobodyHasForeseenNamesNoClassEither() {
        server.before = ask -> new IllegalArgumentException("secret");
        String said = words(phone.sync());
        assertFalse(CLASS.matcher(said).find(), said);
        assertFalse(said.contains("secret"), said);
        assertTrue(phone.events(SyncEvent.ExchangeEnded.class).stream()
                .noneMatch(event -> event.failure() != null
                        && CLASS.matcher(event.failure()).find()));
    }

    @Test
    void aServerThatKnowsLessLeavesANextStep() {
        server.foreign("x", "9");
        phone.sync();
        server.log.clear();
        phone.set("a", "1");
        SyncReport.Incompatible less = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(
                "the log ends at 0; 1 mutation stays queued; nothing is sent until the server has it again, or a"
                        + " rebuild takes the server as it is now or sends back what it has lost",
                less.reason());
    }

    @Test
    void garbageSaysWhatCountsOfIt() {
        server.before = ask -> new ProtocolException("GET /x was not answered in the dialect (an odd end)", null);
        assertEquals("GET /x was not answered in the dialect (an odd end); nothing is queued", words(phone.sync()));
        server.before = ask -> null;
        server.log.add(new Incoming(new Change(1, "todo", "k", "set", "1", false, 1, "", "other"), ""));
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
    }
}
