package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the simulation checks of lights, rebuilds and users has to be found when it is broken. */
@Tag("sim")
class TrustSabotageTest {
    private static final int SEEDS = 30;

    @Test
    void aLightThatIsGreenAlthoughChangesAreMissingIsFound() throws Exception {
        found(
                "status (synced while a change is missing)",
                UnaryOperator.identity(),
                devices -> new EventLogWorld<>(new MemoryDatabases(devices)) {
                    @Override
                    public Transport transport(int device, int maxBatchCount, int slice) {
                        return new Silent(super.transport(device, maxBatchCount, slice));
                    }
                });
    }

    @Test
    void aLightThatIsGreenAlthoughRowsAreMissingIsFound() throws Exception {
        found(
                "status (synced while a change is missing)",
                UnaryOperator.identity(),
                devices -> new EntitySyncWorld<>(new MemoryDatabases(devices)) {
                    @Override
                    public Transport transport(int device, int maxBatchCount, int slice) {
                        return new Silent(super.transport(device, maxBatchCount, slice));
                    }
                });
    }

    /** It believes the cursor that it is asked with, so no check and no anchor shows that the server is another one. */
    @Test
    void aServerThatIsTakenForTheOldOneIsFound() throws Exception {
        found(
                "I10 (sent to a server",
                Schedule::withRecovery,
                devices -> new EventLogWorld<>(new MemoryDatabases(devices)) {
                    @Override
                    public Transport transport(int device, int maxBatchCount, int slice) {
                        return new Trusting(super.transport(device, maxBatchCount, slice));
                    }
                });
    }

    @Test
    void aRebuildThatForgetsWhatIsPendingIsFound() throws Exception {
        found(
                "I3 (gone without a trace)",
                Schedule::withRecovery,
                devices -> new EventLogWorld<>(
                        new Tampered<>(new MemoryDatabases(devices), Tampered::forgettingInRebuilds)));
    }

    @Test
    void oneUsersWorkInTheOutboxOfAnotherIsFound() throws Exception {
        found(
                "I10 (not this device's)",
                Schedule::withUsers,
                devices -> new EventLogWorld<>(new Tampered<>(new MemoryDatabases(devices), Tampered::mixingUsers)) {
                    private final EventLogWorld<MemoryTables> second = new EventLogWorld<>(this, "u2");

                    @Override
                    public SimulatedWorld<MemoryTables> otherUser() {
                        return second;
                    }
                });
    }

    private static void found(
            String what, UnaryOperator<Schedule> schedules, Simulation.WorldFactory<MemoryTables> worlds)
            throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Schedule schedule = schedules.apply(Schedule.of(seed).withTrouble());
            Throwable violation = Simulation.run(worlds, schedule).violation();
            if (violation != null && String.valueOf(violation.getMessage()).startsWith(what)) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no " + what + " among " + seen);
    }

    /** Says that there is nothing new, once it has been asked a few times. */
    private static final class Silent extends ForwardingTransport {
        private int pulls;

        Silent(Transport inner) {
            super(inner);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            return ask instanceof Ask.Pull && ++pulls > 3
                    ? new Answer.Settled(List.of(), new Page(ask.cursor(), false), null)
                    : super.exchange(ask, sink, cancellation);
        }
    }

    /** Finds that every server is the right one. */
    private static final class Trusting extends ForwardingTransport {
        Trusting(Transport inner) {
            super(inner);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            Answer answer = super.exchange(ask, sink, cancellation);
            return answer instanceof Answer.Incompatible
                    ? new Answer.Settled(List.of(), new Page(ask.cursor(), false), null)
                    : answer;
        }
    }
}
