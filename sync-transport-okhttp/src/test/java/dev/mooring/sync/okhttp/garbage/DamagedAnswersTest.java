package dev.mooring.sync.okhttp.garbage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client with pending mutations whose every exchange is answered with a damaged recording, 5,000 of them a family: nothing
 * leaves its report, every mutation is where it was or where the report says, and no cursor passes what was applied (I13).
 */
final class DamagedAnswersTest {
    private static final int ANSWERS = 5_000;
    private static final int SYNCS_OF_ONE_CLIENT = 40;

    @ParameterizedTest
    @EnumSource(Family.class)
    void moveNothingThatTheyShouldNot(Family family) throws Exception {
        Damage damage = new Damage(family.recordings);
        for (long seed = 1, answered = 0; answered < ANSWERS; seed++) {
            answered += new Device(family, damage, seed).suffer();
        }
    }

    /** One client, from its first write to its last sync. */
    private static final class Device implements ChangeHandler.Resetting<MemoryTables> {
        private final Family family;
        private final Damage damage;
        private final String label;
        private final Random random;
        private final VirtualScheduler time;
        private final InMemoryStorage storage = new InMemoryStorage();
        private final SyncClient<MemoryTables> client;
        private long answered;
        private long written;
        private long acknowledged;
        private long inThisSync;

        Device(Family family, Damage damage, long seed) {
            this.family = family;
            this.damage = damage;
            this.label = family + " seed " + seed + ": ";
            this.random = new Random(seed);
            this.time = new VirtualScheduler(seed);
            OkHttpClient http =
                    new OkHttpClient.Builder().addInterceptor(this::answer).build();
            client = SyncClient.builder(
                            storage,
                            OkHttpTransport.builder("http://localhost/", family.dialect)
                                    .client(http)
                                    .build(),
                            this)
                    .scheduler(time.lane(seed))
                    .listener(this::count)
                    .build();
        }

        private void count(SyncEvent event) {
            if (event instanceof SyncEvent.Started) {
                acknowledged += inThisSync;
                inThisSync = 0;
            } else if (event instanceof SyncEvent.Progressed progressed) {
                inThisSync = progressed.progress().pushed();
            }
        }

        private Response answer(Interceptor.Chain chain) {
            answered++;
            Damage.Recorded next = damage.next(random);
            return new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(next.status())
                    .message("")
                    .body(ResponseBody.create(next.body(), MediaType.get("application/json")))
                    .build();
        }

        long suffer() {
            for (int sync = 0; sync < SYNCS_OF_ONE_CLIENT; sync++) {
                if (random.nextInt(3) == 0) {
                    Mutation mutation = family.mutation((int) written++);
                    client.write((tables, outbox) -> outbox.add(mutation));
                }
                var future = client.syncNow();
                time.sleep(Duration.ofMinutes(5), future::isDone);
                check(future.getNow(null));
            }
            client.close();
            return answered;
        }

        private void check(SyncReport report) {
            assertNotNull(report, label + "no report");
            if (report instanceof SyncReport.Failed failed) {
                assertNotEquals(SyncReport.Fault.HANDLER, failed.fault(), label + failed);
                assertFalse(failed.message().isEmpty(), label);
            }
            SyncStatus status = client.status();
            long known = status.pending()
                    + status.counts().superseded()
                    + status.counts().quarantined();
            assertEquals(written, known + acknowledged + inThisSync, label + "a mutation is lost or was doubled");
            assertEquals(status.pending(), client.pending(Integer.MAX_VALUE).size(), label);
            assertEquals(
                    status.counts().superseded(),
                    client.parked().superseded(Integer.MAX_VALUE).size(),
                    label);
            assertEquals(
                    status.counts().quarantined(),
                    client.parked().quarantined(Integer.MAX_VALUE).size(),
                    label);
            List<Change> log = client.log(0, Integer.MAX_VALUE);
            if (status.position() > 0) {
                long last = log.isEmpty() ? 0 : log.get(log.size() - 1).position();
                assertEquals(Math.max(last, unreadable()), status.position(), label + "the cursor passed the log");
            }
        }

        /** The place of the last entry that is known not to be readable. */
        private long unreadable() {
            return storage.<Long, RuntimeException>read(tx -> tx.aside().unreadable(Integer.MAX_VALUE).stream()
                    .mapToLong(entry -> Long.parseLong(entry.key()))
                    .max()
                    .orElse(0));
        }

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {}
    }
}
