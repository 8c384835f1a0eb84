package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** An own transport that lies, hangs or talks nonsense gets a verdict all the same, within the bounds of the run. */
class LyingTransportTest {
    private static final Limits SMALL = new Limits(400, 80, 4096, Duration.ofMillis(20), Duration.ofSeconds(20));

    private interface Lie {
        Answer answer(Ask ask, ChangeSink sink) throws InterruptedException;
    }

    private static OwnBook liar(Order order, Lie lie) {
        return new OwnBook(order) {
            @Override
            Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, String device) {
                while (true) {
                    try {
                        return lie.answer(ask, sink);
                    } catch (InterruptedException notHeard) {
                        continue;
                    }
                }
            }
        };
    }

    private static Report report(Supplier<OwnBook> book) throws Exception {
        return OwnConformance.of(new OwnStandIn(book)).limits(SMALL).run();
    }

    private static void assertNothingIsKept(Lie lie) throws Exception {
        for (Order order : List.of(Order.SEQUENCE, Order.ARRIVAL, Order.KEYS)) {
            Report report = report(() -> liar(order, lie));
            assertEquals(0, report.count(Verdict.KEPT), report::text);
            assertTrue(report.exitCode() > 0);
            assertTrue(report.requests() <= SMALL.requests());
        }
    }

    private static Answer settled(Page page) {
        return OwnBook.settled(List.of(), page);
    }

    @Test
    void whoSaysThatAllIsWellAndShowsNothingKeepsNothing() throws Exception {
        assertNothingIsKept((ask, sink) -> settled(new Page(new Cursor("7"), false)));
    }

    @Test
    void noAnswerKeepsNothing() throws Exception {
        assertNothingIsKept((ask, sink) -> null);
    }

    @Test
    void whatNoTransportMayThrowKeepsNothing() throws Exception {
        assertNothingIsKept((ask, sink) -> {
            throw new StackOverflowError();
        });
    }

    @Test
    void aPullWithoutEndIsLeft() throws Exception {
        assertNothingIsKept((ask, sink) -> settled(new Page(new Cursor("7"), true)));
    }

    @Test
    void anAnswerWithoutEndIsCut() throws Exception {
        Change change = new Change(1, "item", "a", "put", "{\"text\":\"x\"}", false, 1, "", "");
        assertNothingIsKept((ask, sink) -> {
            while (true) {
                sink.accept(List.of(new Incoming(change, "")), null);
            }
        });
    }

    /** Its threads are left alone, and do not keep the process. */
    @Test
    void anExchangeThatNeverReturnsIsLeft() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Report report = report(() -> liar(Order.KEYS, (ask, sink) -> {
            never.await();
            return null;
        }));
        assertEquals(0, report.count(Verdict.KEPT), report::text);
        assertTrue(report.findings().get(0).words().contains("though it was cancelled"), report::text);
        never.countDown();
    }

    @Test
    void cellsWithClocksAreTriedElsewhere() {
        OwnStandIn cells = new OwnStandIn(() -> new OwnBook(Order.KEYS) {
            @Override
            Capabilities claims(String user, String device) {
                return Capabilities.clocks("cells", new ServerIdentity("memory:cells", user))
                        .build();
            }
        });
        assertThrows(
                IllegalArgumentException.class, () -> OwnConformance.of(cells).plan());
    }
}
