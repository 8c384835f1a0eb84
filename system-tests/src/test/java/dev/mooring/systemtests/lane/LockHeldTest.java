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
import dev.mooring.sync.status.SyncEvent.LockKind;
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

    private static List<LockHeld> held(List<SyncEvent> events) {
        return events.stream()
                .filter(LockHeld.class::isInstance)
                .map(LockHeld.class::cast)
                .toList();
    }

    private static LockHeld of(List<LockHeld> held, LockKind kind) {
        return held.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
    }

    @Test
    void theLongestWriteOfTheAppIsToldOnce() {
        Phone phone = new Phone(new LogServer(), time);
        phone.sync();
        phone.events.clear();
        phone.client.write((tables, outbox) -> time.sleep(LONG));
        phone.client.write((tables, outbox) -> time.sleep(SHORT));
        phone.sync();
        List<LockHeld> held = phone.events(LockHeld.class);
        assertEquals(new LockHeld(LockKind.WRITE, 2, LONG), of(held, LockKind.WRITE));
        assertEquals(Duration.ZERO, of(held, LockKind.SYNC).longest(), "virtual time has not moved in any of its own");
        assertTrue(of(held, LockKind.SYNC).transactions() > 0);
        phone.events.clear();
        phone.sync();
        assertEquals(
                List.of(LockKind.SYNC),
                phone.events(LockHeld.class).stream().map(LockHeld::kind).toList());
        assertTrue(phone.events.indexOf(phone.events(LockHeld.class).get(0))
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
        assertEquals(new LockHeld(LockKind.WRITE, 1, LONG), of(held(phone.events), LockKind.WRITE));
    }

    @Test
    void theTransactionThatAppliesChangesIsTheSyncs() {
        Rebuilt server = new Rebuilt(time, Order.SEQUENCE);
        Tablet tablet = server.tablet(new InMemoryStorage());
        server.foreign("f", "1");
        tablet.applying = () -> time.sleep(LONG);
        tablet.sync();
        assertEquals(LONG, of(held(tablet.events), LockKind.SYNC).longest());
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
        assertEquals(new LockHeld(LockKind.SWAP, 1, LONG), of(held(tablet.events), LockKind.SWAP));
    }
}
