package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.WriteException;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.Finished;
import dev.mooring.sync.status.SyncEvent.LockHeld;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For how long transactions keep other writers waiting is measured by the client's clock, and told with each sync. */
class LockHeldTest {
    private static final Duration LONG = Duration.ofMillis(70);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final VirtualScheduler time = new VirtualScheduler(1);

    private static LockHeld held(List<SyncEvent> events) {
        return (LockHeld) events.stream()
                .filter(LockHeld.class::isInstance)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    @Test
    void theLongestWriteOfTheAppIsToldOnce() {
        Phone phone = new Phone(new LogServer(), time);
        phone.sync();
        phone.events.clear();
        phone.client.write((tables, outbox) -> time.sleep(LONG));
        phone.client.write((tables, outbox) -> time.sleep(SHORT));
        phone.sync();
        assertEquals(new LockHeld(LONG, Duration.ZERO, Duration.ZERO), held(phone.events));
        phone.events.clear();
        phone.sync();
        assertEquals(new LockHeld(Duration.ZERO, Duration.ZERO, Duration.ZERO), held(phone.events));
        assertTrue(phone.events.indexOf(held(phone.events))
                < phone.events.indexOf(phone.events(Finished.class).get(0)));
    }

    @Test
    void aWriteThatIsRolledBackCountsToo() {
        Phone phone = new Phone(new LogServer(), time);
        assertThrows(
                WriteException.class,
                () -> phone.client.write((tables, outbox) -> {
                    time.sleep(LONG);
                    throw new Exception("no");
                }));
        phone.sync();
        assertEquals(LONG, held(phone.events).write());
    }

    @Test
    void theTransactionThatAppliesChangesIsTheSyncs() {
        Rebuilt server = new Rebuilt(time, Order.SEQUENCE);
        Tablet tablet = server.tablet(new InMemoryStorage());
        server.foreign("f", "1");
        tablet.applying = () -> time.sleep(LONG);
        tablet.sync();
        assertEquals(LONG, held(tablet.events).sync());
    }

    @Test
    void theSwapOfARebuildIsAKindOfItsOwn() {
        Rebuilt server = new Rebuilt(time, Order.SEQUENCE);
        Tablet tablet = server.tablet(new InMemoryStorage());
        server.foreign("f", "1");
        tablet.sync();
        tablet.events.clear();
        tablet.applying = () -> time.sleep(LONG);
        var future = tablet.client.recovery().rebuild(RebuildPlan.withoutExport());
        time.sleep(Duration.ofMinutes(1), future::isDone);
        assertEquals(new LockHeld(Duration.ZERO, Duration.ZERO, LONG), held(tablet.events));
    }
}
