package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is heard is applied by rules. A session that keeps all but one of them must be found out. */
@Tag("sim")
class LiveSabotageTest {
    private static final int SEEDS = 30;

    /** A stream is data only if no exchange has begun since it was asked for. */
    @Test
    void aStreamThatIsOlderThanAnAnswerIsFound() throws Exception {
        foundInEntitySync(1, "I5 (what was heard", session -> new ForwardingSession(session) {
            private boolean pulled;

            @Override
            public void exchanging(Ask ask) {
                if (!pulled) {
                    super.exchanging(ask);
                }
            }

            @Override
            public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
                super.exchanged(ask, answer, at);
                pulled |= answer instanceof Answer.Settled;
            }
        });
    }

    /** An end of a stream echoes what was asked for: a mark that believes it is beyond all that the server has. */
    @Test
    void aMarkFromAnEchoIsFound() throws Exception {
        foundInEntitySync(1, "I6 (the mark of the channel", session -> new ForwardingSession(session) {
            @Override
            public LiveDialect.Heard heard(Cursor from) {
                LiveDialect.Heard heard = super.heard(from);
                String echo = heard.page().cursor().token().replaceAll("~l\\d+", "~l" + ((1L << 53) - 1));
                return new LiveDialect.Heard(
                        heard.slices(), new Page(new Cursor(echo), heard.page().more()));
            }
        });
    }

    /** What comes unasked is data only if the server says that it is later than its last answer. */
    @Test
    void aMessageThatIsOlderThanAnAnswerIsFound() throws Exception {
        foundInEntitySync(30, "I5 (what was heard", session -> new ForwardingSession(session) {
            @Override
            public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
                super.exchanged(ask, answer, at == null ? null : Instant.EPOCH);
            }
        });
    }

    /** And later by more than the clocks of two machines are apart. */
    @Test
    void aClockThatIsBehindIsFound() throws Exception {
        foundInEntitySync(30, "I5 (what was heard", session -> new ForwardingSession(session) {
            @Override
            public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
                super.exchanged(ask, answer, at == null ? null : at.minus(Duration.ofSeconds(6)));
            }
        });
    }

    /** A write that the server could not store is told without a sequence. */
    @Test
    void anEventThatIsNotStoredIsFound() throws Exception {
        foundInEntitySync(1, "I5 (what was heard", session -> new ForwardingSession(session) {
            @Override
            public void received(String type, String text) {
                boolean entry = text.contains("\"type\":\"ENTRY_") && !text.contains("\"seq\":");
                super.received(
                        type, entry ? text.substring(0, text.length() - 1) + ",\"seq\":" + (1L << 52) + "}" : text);
            }
        });
    }

    private static void foundInEntitySync(long first, String invariant, UnaryOperator<LiveDialect.Session> saboteur)
            throws Exception {
        found(
                first,
                invariant,
                devices -> new EntitySyncWorld<>(new MemoryDatabases(devices)) {
                    @Override
                    LiveDialect.Session tampered(LiveDialect.Session session) {
                        return saboteur.apply(session);
                    }
                },
                UnaryOperator.identity());
    }

    // ---- over the event log

    /** Events are data only where they continue the log exactly. */
    @Test
    void eventsBehindAGapAreFound() throws Exception {
        foundInEventLog("I", UnaryOperator.identity(), session -> new ForwardingSession(session) {
            private String first = "";

            @Override
            public void received(String type, String text) {
                if (type.equals("events") && first.isEmpty()) {
                    first = text.replaceAll("(?s).*?\"sequence\":(\\d+).*", "$1");
                }
                super.received(type, text);
            }

            @Override
            public LiveDialect.Heard heard(Cursor from) {
                Cursor anywhere = first.isEmpty() ? from : new Cursor(first);
                first = "";
                return super.heard(anywhere);
            }
        });
    }

    /** And where the event that they continue is the one that is known here. */
    @Test
    void eventsOfAnotherLogAreFound() throws Exception {
        foundInEventLog(
                "I", schedule -> schedule.withTrouble().withRecovery(), session -> new ForwardingSession(session) {
                    @Override
                    public LiveDialect.Heard heard(Cursor from) {
                        return super.heard(new Cursor(from.token().replaceAll(":.*", "")));
                    }
                });
    }

    private static void foundInEventLog(
            String invariant, UnaryOperator<Schedule> schedules, UnaryOperator<LiveDialect.Session> saboteur)
            throws Exception {
        found(
                1,
                invariant,
                devices -> new EventLogWorld<>(new MemoryDatabases(devices)) {
                    @Override
                    LiveDialect.Session tampered(LiveDialect.Session session) {
                        return saboteur.apply(session);
                    }
                },
                schedules);
    }

    /** Within so many seeds from the first one on. */
    private static void found(
            long first,
            String invariant,
            Simulation.WorldFactory<MemoryTables> worlds,
            UnaryOperator<Schedule> schedules)
            throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = first; seed < first + SEEDS; seed++) {
            Throwable violation = Simulation.run(
                            worlds, schedules.apply(Schedule.of(seed)).withChannels())
                    .violation();
            if (violation != null && String.valueOf(violation.getMessage()).startsWith(invariant)) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("no " + invariant + " among " + seen);
    }
}
