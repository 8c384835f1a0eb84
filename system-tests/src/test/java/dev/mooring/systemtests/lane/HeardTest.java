package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A channel that brings changes: they come in through the one door, and whatever is uncertain is pulled. */
class HeardTest {
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Radio radio = new Radio();

    /** What the transport hands over. */
    private BiFunction<Ask.Heard, ChangeSink, Answer> brings = this::log;

    private int heard;

    private final class Bringing extends ForwardingTransport {
        Bringing(Transport inner) {
            super(inner);
        }

        @Override
        public WakeUps channel() {
            return radio;
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            if (ask instanceof Ask.Heard asked) {
                heard++;
                return brings.apply(asked, sink);
            }
            return super.exchange(ask, sink, cancellation);
        }
    }

    /** The log from the client's place on. */
    private Answer log(Ask.Heard asked, ChangeSink sink) {
        int from = Integer.parseInt(asked.cursor().token());
        Cursor end = new Cursor(Integer.toString(server.log.size()));
        sink.accept(List.copyOf(server.log.subList(from, server.log.size())), end);
        return new Answer.Settled(List.of(), new Page(end, false), null);
    }

    private Phone live() {
        server.line = Bringing::new;
        server.foreign("first", "1");
        Phone phone = new Phone(
                server,
                time,
                new InMemoryStorage(),
                builder -> builder.pollEvery(Duration.ofSeconds(30)).conflicts(ConflictPolicy.rebase()));
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        radio.opened();
        time.advance(Duration.ofSeconds(5));
        server.asks.clear();
        phone.events.clear();
        return phone;
    }

    private void brings() {
        radio.last().listener.woken(true);
        time.advance(MOMENT);
    }

    @Test
    void whatItBringsIsAppliedAtOnceWithoutARequest() {
        Phone phone = live();
        Contact before = phone.status().contact();
        server.foreign("a", "1");
        brings();
        server.foreign("a", "2");
        brings();
        assertEquals("12", phone.row("a"));
        assertEquals(List.of(), server.asks);
        assertEquals(2, heard);
        assertEquals(before, phone.status().contact(), "nobody has answered");
        assertEquals(new Cursor("3"), phone.status().cursor());
        assertEquals(
                List.of(SyncEvent.ExchangeKind.HEARD, SyncEvent.ExchangeKind.HEARD),
                phone.events(SyncEvent.ExchangeEnded.class).stream()
                        .map(SyncEvent.ExchangeEnded::kind)
                        .toList());
        assertEquals(
                new SyncEvent.Woken(1, true),
                phone.events(SyncEvent.Woken.class).get(0));
        assertEquals(List.of(1L, 2L, 3L), phone.applied);
    }

    @Test
    void aBusyChannelPutsNoPollOff() {
        Phone phone = live();
        for (int i = 0; i < 330; i++) {
            server.foreign("k" + i, "1");
            brings();
            time.advance(Duration.ofSeconds(1));
        }
        assertEquals(330, heard);
        assertEquals(1, server.count(Ask.Pull.class));
        assertEquals("1", phone.row("k329"));
    }

    /** The poll is due 300 s behind the last pull, whoever asked for that. */
    @Test
    void aPullThatTheChannelLedToPutsThePollOff() {
        Phone phone = live();
        brings = (asked, sink) -> new Answer.Settled(List.of(), new Page(asked.cursor(), true), null);
        time.advance(Duration.ofSeconds(200));
        brings();
        assertEquals(1, server.count(Ask.Pull.class));
        server.asks.clear();
        time.advance(Duration.ofSeconds(299));
        assertEquals(List.of(), server.asks);
        time.advance(Duration.ofSeconds(2));
        assertEquals(1, server.count(Ask.Pull.class));
        assertEquals(0, phone.status().pending());
    }

    @Test
    void whatIsNoDataIsPulled() {
        Phone phone = live();
        List<BiFunction<Ask.Heard, ChangeSink, Answer>> uncertain = List.of(
                (asked, sink) -> new Answer.Settled(List.of(), new Page(asked.cursor(), true), null),
                (asked, sink) -> new Answer.Incompatible(Mismatch.OTHER_HISTORY, "it says so"),
                (asked, sink) -> {
                    throw new ProtocolException("garbage", null);
                });
        for (BiFunction<Ask.Heard, ChangeSink, Answer> each : uncertain) {
            brings = each;
            server.asks.clear();
            server.foreign("a", "1");
            brings();
            assertEquals(1, server.count(Ask.Pull.class));
            assertEquals(
                    SyncReport.Synced.class,
                    phone.events(SyncEvent.Finished.class).get(0).report().getClass());
        }
        assertEquals("111", phone.row("a"));
    }

    @Test
    void nothingIsTakenBeforeAPullHasShownTheHistory() {
        server.line = Bringing::new;
        Phone phone = new Phone(server, time, new InMemoryStorage(), builder -> builder);
        server.foreign("a", "1");
        radio.opening = () -> {
            radio.opened();
            radio.last().listener.woken(true);
        };
        brings = (asked, sink) -> {
            assertEquals("1", phone.row("a"), "a pull came before");
            return log(asked, sink);
        };
        phone.client.start();
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        assertEquals(1, heard);
    }

    @Test
    void whatIsPendingIsSentInTheSameRun() {
        Phone phone = live();
        server.foreign("a", "1");
        phone.set("b", "1");
        brings();
        time.advance(Duration.ofMillis(100));
        assertEquals(List.of("first", "a", "b"), server.keys());
        assertEquals(0, phone.status().pending());
    }

    @Test
    void anAppThatCannotTakeItGetsItByTheNextPull() {
        Phone phone = live();
        phone.refuses = true;
        server.foreign("a", "1");
        brings();
        assertInstanceOf(
                SyncReport.Failed.class,
                phone.events(SyncEvent.Finished.class).get(0).report());
        phone.refuses = false;
        int before = heard;
        time.advance(Duration.ofSeconds(5));
        assertEquals("1", phone.row("a"));
        assertEquals(before, heard);
        assertTrue(server.count(Ask.Pull.class) > 0);
    }

    @Test
    void whatComesWhileARunGoesLeadsToOneMore() {
        Phone phone = live();
        server.after = ask -> {
            server.after = each -> null;
            server.foreign("a", "1");
            radio.last().listener.woken(true);
            return null;
        };
        phone.sync();
        time.advance(MOMENT);
        assertEquals("1", phone.row("a"));
        assertEquals(1, heard);
    }
}
