package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a transport hands over what its channel brings. */
abstract class HeardContract extends LiveContract {
    /** Pulls, and has the channel bring what comes behind that; returns where the pull has ended. */
    private Cursor brought(Transport transport) {
        Answer pulled = exchange(transport, pull(), new Taken());
        exchange().brings().forEach(stage()::say);
        ear.brought();
        return assertInstanceOf(Answer.Settled.class, pulled).page().cursor();
    }

    private void assumeBrings() {
        assumeTrue(!exchange().brings().isEmpty(), "the channel only wakes");
    }

    @Test
    final void whatItBringsIsHandedOverByAnExchangeAlone() {
        assumeBrings();
        Transport transport = opened();
        Cursor there = brought(transport);
        long before = stage().requests();
        Taken taken = new Taken();
        Answer heard = transport.exchange(new Ask.Heard(there), taken, new Switch());
        assertInstanceOf(Answer.Settled.class, heard);
        assertEquals(1, taken.changes.size());
        assertEquals(List.of(Thread.currentThread()), taken.threads);
        assertEquals(before, stage().requests(), "what was heard needs no request");
    }

    @Test
    final void whatASinkThrowsWhileItHearsComesThroughUnchanged() {
        assumeBrings();
        Transport transport = opened();
        Cursor there = brought(transport);
        IllegalStateException refusal = new IllegalStateException("the app's handler refuses");
        Throwable thrown = assertThrows(
                IllegalStateException.class,
                () -> transport.exchange(
                        new Ask.Heard(there),
                        (slice, after) -> {
                            throw refusal;
                        },
                        new Switch()));
        assertSame(refusal, thrown);
        Answer heard = bounded(() -> transport.exchange(new Ask.Heard(there), new Taken(), new Switch()));
        assertInstanceOf(Answer.Settled.class, heard);
    }
}
