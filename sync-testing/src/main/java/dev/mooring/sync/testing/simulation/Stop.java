package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A process that is stopped for a while, before or after an exchange or a transaction, and does not notice it. Meanwhile another
 * process may take over.
 *
 * <p>I16: a request that leaves a process after another one has taken the lease is a violation.
 */
final class Stop<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private final VirtualScheduler.Lane lane;
    private int points = -1;
    private boolean anywhere;
    private boolean pushes;
    private int millis;
    private @Nullable Random random;
    private @Nullable Leases<DB> leases;
    private long arrived;

    Stop(Device<DB> device, VirtualScheduler.Lane lane) {
        this.device = device;
        this.simulation = device.simulation;
        this.lane = lane;
    }

    /** It is stopped at one of its next points; at exchanges more often than not, as there are fewer of them. */
    void arm(int lasting, Random chance) {
        points = chance.nextInt(4);
        anywhere = chance.nextInt(3) == 0;
        pushes = chance.nextBoolean();
        millis = lasting;
        random = chance;
    }

    void disarm() {
        points = -1;
    }

    boolean isStopped() {
        return lane.isStopped();
    }

    /** A transaction begins or is committed. */
    void at(String where) {
        if (anywhere) {
            stopAt(where);
        }
    }

    private void at(String where, Ask ask) {
        boolean push = Witness.mayWrite(ask);
        if (anywhere || !pushes || push) {
            stopAt(where + (push ? "a push" : "a pull"));
        }
    }

    /** Nobody uses it meanwhile. */
    private void stopAt(String where) {
        // What the app does at its own pace is not told apart from what another process does meanwhile; a switch is.
        boolean known = lane.isRunning() || device.users.isSwitching();
        if (points < 0 || !known || points-- > 0 || lane.isStopped() || lane.isKilled()) {
            return;
        }
        Random chance = random == null ? new Random(0) : random;
        simulation.note(device.name() + " is stopped " + where + " for " + millis + "ms");
        lane.stop(true);
        int lasting = millis;
        simulation.later(chance.nextInt(1000), () -> device.company.come(chance, chance.nextInt(2 * lasting)));
        try {
            simulation.time.sleep(Duration.ofMillis(lasting));
        } finally {
            lane.stop(false);
        }
        simulation.note(device.name() + " goes on " + where);
        if (lane.isKilled()) {
            throw new VirtualScheduler.Killed();
        }
    }

    /** Something of this process has reached the server. */
    void arrives() {
        arrived++;
    }

    /** A storage whose leases are seen. */
    Storage<DB> around(CrashingStorage<DB> storage) {
        if (!simulation.schedule.stops()) {
            return storage;
        }
        Leases<DB> seen = new Leases<>(storage);
        leases = seen;
        return seen;
    }

    /** A transport that may be stopped before and after each exchange. */
    Transport around(Transport inner, CrashingStorage<DB> storage) {
        return new ForwardingTransport(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                at("before ", ask);
                boolean over = lost(storage);
                long before = arrived;
                Answer answer = super.exchange(ask, sink, cancellation);
                Violation.check(
                        !over || arrived == before,
                        "I16 (sent after another process has taken over)",
                        device.name(),
                        ask);
                at("after ", ask);
                return answer;
            }
        };
    }

    /** Whether another process has taken the lease since this one did. */
    private boolean lost(CrashingStorage<DB> storage) {
        Leases<DB> held = leases;
        return held != null
                && storage.<Long, RuntimeException>read(tx -> tx.lease().epoch()) != held.epoch();
    }
}
