package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.simulation.Violation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing is worth nothing: transports that lie must be found out. */
@Tag("sim")
class SabotageTest {
    private static final int SEEDS = 30;

    @Test
    void anAcknowledgementOfWhatNeverArrivedIsFound() throws Exception {
        found("I3", inner -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                if (!(ask instanceof Ask.Push push)) {
                    return super.exchange(ask, sink, cancellation);
                }
                List<Outcome> outcomes = new ArrayList<>();
                push.mutations().forEach(mutation -> outcomes.add(new Outcome.Accepted(mutation.id(), 1 << 20)));
                return new Answer.Settled(outcomes, new Page(ask.cursor(), false), null);
            }
        });
    }

    @Test
    void anEchoThatIsNotRecognisedIsFound() throws Exception {
        found("I7", inner -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink deaf = (slice, after) -> sink.accept(
                        slice.stream()
                                .map(incoming -> new ChangeSink.Incoming(incoming.change(), ""))
                                .toList(),
                        after);
                return super.exchange(ask, deaf, cancellation);
            }
        });
    }

    @Test
    void aChangeThatIsLeftOutIsFound() throws Exception {
        found("I5", inner -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink leaky =
                        (slice, after) -> sink.accept(slice.size() < 2 ? slice : slice.subList(1, slice.size()), after);
                return super.exchange(ask, leaky, cancellation);
            }
        });
    }

    @Test
    void aBatchThatIsSentBehindTheServersBackIsFound() throws Exception {
        found("I4", inner -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                Answer answer = super.exchange(ask, sink, cancellation);
                if (ask instanceof Ask.Push push && answer instanceof Answer.Settled settled) {
                    Ask again = new Ask.Push(push.key(), settled.page().cursor(), push.frozenAt(), push.mutations());
                    super.exchange(again, sink, cancellation);
                }
                return answer;
            }
        });
    }

    // ---- over the op log

    @Test
    void anOperationThatIsNotRecognisedAsOwnIsFound() throws Exception {
        foundInOpLog("I7", (world, inner) -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink deaf = (slice, after) -> sink.accept(
                        slice.stream()
                                .map(incoming -> new ChangeSink.Incoming(incoming.change(), ""))
                                .toList(),
                        after);
                return super.exchange(ask, deaf, cancellation);
            }
        });
    }

    @Test
    void movingTheCursorToTheNumberInAReplyIsFound() throws Exception {
        foundInOpLog("I5", (world, inner) -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                int[] taken = {0};
                Answer answer = super.exchange(
                        ask,
                        (slice, after) -> {
                            taken[0] += slice.size();
                            sink.accept(slice, after);
                        },
                        cancellation);
                if (!(ask instanceof Ask.Pull) || !(answer instanceof Answer.Settled settled) || taken[0] > 0) {
                    return answer;
                }
                List<ServerFact> facts = world.facts();
                long latest = facts.isEmpty() ? 0 : facts.get(facts.size() - 1).position();
                Cursor claimed =
                        new Cursor(latest + "::" + world.history(settled.page().cursor()));
                return new Answer.Settled(
                        settled.outcomes(), new Page(claimed, settled.page().more()), null);
            }
        });
    }

    // ---- over entity sync

    @Test
    void believingSuccessWhateverFailedBesideItIsFound() throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS * 2; seed++) {
            Throwable violation = Simulation.run(
                            devices -> new EntitySyncWorld<>(new MemoryDatabases(devices)) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return new Lying(super.transport(device, maxBatchCount, slice)) {
                                        @Override
                                        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                                            return believed(super.exchange(ask, sink, cancellation));
                                        }
                                    };
                                }
                            },
                            Schedule.of(seed))
                    .violation();
            if (violation instanceof Violation && violation.getMessage().startsWith("I3")) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no I3 among " + seen);
    }

    /** A listing is known by its keys alone: whatever a row is told as, it is taken for the text of before. */
    @Test
    void aRowThatIsTakenForToldAsBeforeIsFound() throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Throwable violation = Simulation.run(
                            devices -> new EntitySyncWorld<>(new MemoryDatabases(devices)) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return tellingAllAlike(super.transport(device, maxBatchCount, slice));
                                }
                            },
                            Schedule.of(seed))
                    .violation();
            if (violation instanceof Violation && violation.getMessage().contains("change is missing")) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no missing change among " + seen);
    }

    private static Transport tellingAllAlike(Transport transport) {
        return new Lying(transport) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink alike = (slice, after) -> sink.accept(
                        slice.stream()
                                .map(told -> ChangeSink.Incoming.told(
                                        told.collection(), told.key(), "alike", told.size(), () -> told))
                                .toList(),
                        after);
                return super.exchange(ask, alike, cancellation);
            }
        };
    }

    private static Answer believed(Answer answer) {
        if (!(answer instanceof Answer.Settled settled)) {
            return answer;
        }
        List<Outcome> outcomes = new ArrayList<>();
        settled.outcomes().forEach(outcome -> outcomes.add(new Outcome.Accepted(outcome.mutation(), -1)));
        return new Answer.Settled(outcomes, settled.page(), settled.response());
    }

    private interface OpLogSaboteur {
        Transport around(OpLogWorld<MemoryTables> world, Transport inner);
    }

    private static void foundInOpLog(String invariant, OpLogSaboteur saboteur) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Throwable violation = Simulation.run(
                            devices -> new OpLogWorld<>(new MemoryDatabases(devices)) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return saboteur.around(this, super.transport(device, maxBatchCount, slice));
                                }
                            },
                            Schedule.of(seed).withReplacedHistories())
                    .violation();
            if (violation instanceof Violation && violation.getMessage().startsWith(invariant)) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no " + invariant + " among " + seen);
    }

    // ---- over rows

    @Test
    void anAcknowledgementOfARowThatNeverArrivedIsFound() throws Exception {
        foundInRowSync("I3", inner -> new Lying(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                if (!(ask instanceof Ask.Push push)) {
                    return super.exchange(ask, sink, cancellation);
                }
                List<Outcome> outcomes = new ArrayList<>();
                push.mutations().forEach(each -> outcomes.add(new Outcome.Accepted(each.id(), Change.NO_POSITION)));
                return new Answer.Settled(outcomes, new Page(ask.cursor(), false), null);
            }
        });
    }

    /** By the light, which says that all is here; and by the data alone, when nobody looks at a light. */
    @Test
    void aRowThatIsLeftOutIsFound() throws Exception {
        foundInRowSync("status (synced while a change is missing)", SabotageTest::leavingOut);
        foundInRowSync("I5", Simulation::runInTheDark, SabotageTest::leavingOut);
    }

    private static Transport leavingOut(Transport transport) {
        return new Lying(transport) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink leaky = (slice, after) -> sink.accept(
                        slice.stream()
                                .filter(incoming -> !incoming.change().key().endsWith("2"))
                                .toList(),
                        after);
                return super.exchange(ask, leaky, cancellation);
            }
        };
    }

    /** Its pages shift while others write: where the second pass over them begins, it says that the first one has shown all there is. */
    @Test
    void aFullPullWhosePagesAreReadOnceIsFound() throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 50; seed < 60; seed++) {
            seen.add(String.valueOf(Simulation.run(
                            devices -> new RowSyncWorld<>(new MemoryDatabases(devices), true) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return readingOnce(super.transport(device, maxBatchCount, 1));
                                }
                            },
                            Schedule.of(seed).withTrouble().withRecovery())
                    .violation()));
        }
        assertTrue(
                seen.stream().anyMatch(each -> each.contains("status (synced while a change is missing)")),
                seen::toString);
    }

    private static Transport readingOnce(Transport transport) {
        return new Lying(transport) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                Answer answer = super.exchange(ask, sink, cancellation);
                if (!(ask instanceof Ask.Pull) || !(answer instanceof Answer.Settled settled)) {
                    return answer;
                }
                String[] cursor = settled.page().cursor().token().split(";", 10);
                boolean again = cursor[0].equals("L1") && cursor[4].equals("2") && cursor[9].isEmpty();
                Cursor behind = new Cursor("F1;" + cursor[1] + ";" + cursor[2]);
                return again ? new Answer.Settled(settled.outcomes(), new Page(behind, true), null) : answer;
            }
        };
    }

    private static void foundInRowSync(String invariant, Saboteur saboteur) throws Exception {
        foundInRowSync(invariant, Simulation::run, saboteur);
    }

    private static void foundInRowSync(String invariant, Play play, Saboteur saboteur) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Throwable violation = play.run(
                            devices -> new RowSyncWorld<>(new MemoryDatabases(devices)) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return saboteur.around(super.transport(device, maxBatchCount, slice));
                                }
                            },
                            Schedule.of(seed))
                    .violation();
            if (violation instanceof Violation && violation.getMessage().startsWith(invariant)) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no " + invariant + " among " + seen);
    }

    private interface Play {
        Simulation.Result run(Simulation.WorldFactory<MemoryTables> worlds, Schedule schedule) throws Exception;
    }

    private interface Saboteur {
        Transport around(Transport inner);
    }

    private static void found(String invariant, Saboteur saboteur) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Throwable violation = Simulation.run(
                            devices -> new EventLogWorld<>(new MemoryDatabases(devices)) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return saboteur.around(super.transport(device, maxBatchCount, slice));
                                }
                            },
                            Schedule.of(seed))
                    .violation();
            if (violation instanceof Violation) {
                seen.add(violation.getMessage());
            }
        }
        assertTrue(seen.size() > SEEDS / 5, () -> "hardly noticed: " + seen);
        assertTrue(seen.stream().anyMatch(message -> message.startsWith(invariant)), seen::toString);
    }

    /** Tells the truth; its heirs do not. */
    private static class Lying extends ForwardingTransport {
        Lying(Transport inner) {
            super(inner);
        }
    }
}
