package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two people take turns at one device, and the process dies before or behind each of its commits in turn. */
final class SwitchCrashTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private int files;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "SEQUENCE, BEFORE_COMMIT, false", "SEQUENCE, AFTER_COMMIT, false",
        "SEQUENCE, BEFORE_COMMIT, true", "SEQUENCE, AFTER_COMMIT, true",
        "ARRIVAL, BEFORE_COMMIT, false", "ARRIVAL, AFTER_COMMIT, false",
        "ARRIVAL, BEFORE_COMMIT, true", "ARRIVAL, AFTER_COMMIT, true",
        "KEYS, BEFORE_COMMIT, false", "KEYS, AFTER_COMMIT, false",
        "KEYS, BEFORE_COMMIT, true", "KEYS, AFTER_COMMIT, true"
    })
    void whereverItDiesEachWorkGoesOutOnceAsItsOwn(Order order, Moment moment, boolean answerLost) {
        int deaths = 0;
        for (int commit = 1; new Run<>(new Household.InMemory(), order, answerLost).diesAt(commit, moment); commit++) {
            deaths++;
        }
        assertTrue(deaths >= 20, "only " + deaths + " commits");
    }

    @ParameterizedTest
    @CsvSource({"SEQUENCE", "ARRIVAL", "KEYS"})
    void inSqliteLikewise(Order order) {
        int commit = 1;
        for (Moment moment = Moment.BEFORE_COMMIT; sqlite(order).diesAt(commit, moment); commit++) {
            moment = commit % 2 == 0 ? Moment.BEFORE_COMMIT : Moment.AFTER_COMMIT;
        }
        assertTrue(commit >= 20, "only " + commit + " commits");
    }

    private Run<?> sqlite(Order order) {
        return new Run<>(new Household.InSqlite(folder.resolve("home" + files++ + ".db")), order, true);
    }

    /** One life of the device. */
    private final class Run<DB> {
        private final Household<DB> home;
        private final Person ann;
        private final Person bob;
        private final List<String> recorded = new ArrayList<>();
        private String at = "";

        Run(Household<DB> home, Order order, boolean answerLost) {
            this.home = home;
            ann = new Person("ann", order);
            bob = new Person("bob", order);
            ann.elsewhere("ann-0", "there");
            bob.elsewhere("bob-0", "there");
            SyncClient<DB> first = client(home.storage(), ann);
            set(first, "ann-1");
            assertSynced(sync(first));
            set(first, "ann-2");
            ann.elsewhere("ann-x", "there");
            ann.lostAnswers = answerLost ? 1 : 0;
            ann.outages = answerLost ? 0 : 1;
            if (answerLost) {
                sync(first);
            }
            set(first, "ann-3");
            first.close();
            ann.outages = 0;
            ann.lostAnswers = 0;
        }

        boolean diesAt(int commit, Moment moment) {
            at = moment + " " + commit + ": ";
            CrashingStorage<DB> dying =
                    new CrashingStorage<>(home.storage()).crashAt(commit, moment, new VirtualScheduler.Killed());
            try {
                live(dying);
            } catch (VirtualScheduler.Killed died) {
                assertTrue(dying.crashed());
            }
            dying.close();
            time.advance(Duration.ofMinutes(1)); // until its lease is over
            recover();
            return dying.crashed();
        }

        private void live(CrashingStorage<DB> dying) {
            SyncClient<DB> client = client(dying, ann);
            set(client, "ann-4");
            assertTrue(client.recovery()
                    .switchUser(bob.transport(), UserSwitch.park())
                    .switched());
            set(client, "bob-1");
            bob.lostAnswers = 1;
            sync(client);
            bob.lostAnswers = 0;
            set(client, "bob-2");
            assertTrue(client.recovery()
                    .switchUser(ann.transport(), UserSwitch.park())
                    .switched());
            set(client, "ann-5");
            sync(client);
            set(client, "ann-6");
            assertTrue(client.recovery()
                    .switchUser(bob.transport(), UserSwitch.park())
                    .switched());
            sync(client);
        }

        /** Whoever has it now syncs, and then the other one, and the first again. */
        private void recover() {
            Storage<DB> storage = home.storage();
            ServerIdentity bound = Objects.requireNonNull(storage.bound());
            Person first = bound.user().equals("ann") ? ann : bob;
            Person second = first == ann ? bob : ann;
            SyncClient<DB> client = client(storage, first);
            assertSynced(sync(client));
            check(storage, first);
            UserSwitch.Report over = client.recovery().switchUser(second.transport(), UserSwitch.park());
            assertEquals(0, over.left(), at + "what was synced is not left");
            assertSynced(sync(client));
            check(storage, second);
            assertEquals(
                    0,
                    client.recovery()
                            .switchUser(first.transport(), UserSwitch.drop())
                            .left(),
                    at);
            assertSynced(sync(client));
            check(storage, first);
            client.close();
            for (String key : recorded) {
                assertEquals(1, (key.startsWith("ann") ? ann : bob).arrived(key), at + key);
            }
        }

        private void check(Storage<DB> storage, Person person) {
            assertEquals(List.of(), ann.strangers, at);
            assertEquals(List.of(), bob.strangers, at);
            Map<String, String> rows = storage.<Map<String, String>, RuntimeException>read(tx -> {
                assertEquals(new OutboxCounts(0, 0, 0, 0), tx.outbox().counts(), at);
                try {
                    return home.rows(tx.handle());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(person.rows(), rows, at + "rows of " + person.name);
        }

        private void set(SyncClient<DB> client, String key) {
            try {
                client.write((db, outbox) -> {
                    home.put(db, key, "mine");
                    outbox.add(Mutation.of("todo", key, "set", KeyServer.quoted("mine")));
                });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            recorded.add(key);
        }

        private SyncClient<DB> client(Storage<DB> storage, Person person) {
            return SyncClient.builder(storage, person.transport(), home)
                    .conflicts(ConflictPolicy.rebase())
                    .scheduler(time.lane(recorded.size() + 1))
                    .build();
        }

        private SyncReport sync(SyncClient<DB> client) {
            var future = client.syncNow();
            time.sleep(Duration.ofMinutes(1), future::isDone);
            return future.getNow(null);
        }

        private void assertSynced(SyncReport report) {
            assertInstanceOf(SyncReport.Synced.class, report, at + report);
        }
    }
}
