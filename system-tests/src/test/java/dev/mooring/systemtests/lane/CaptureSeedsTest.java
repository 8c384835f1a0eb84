package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes, captured and told, from two connections, with a network that fails, other writers, refusals, deaths, and an app
 * that decides about what is parked. After every step the rows are what is confirmed with the outbox on top, and the counts of the
 * status are those of the storage.
 */
class CaptureSeedsTest {
    private static final int SEEDS = 200;
    private static final int STEPS = 60;
    private static final String TOO_LARGE = '"' + "x".repeat(200) + '"';

    private Random random = new Random();
    private VirtualScheduler time = new VirtualScheduler(0);
    private LogServer log = new LogServer();
    private KeyServer keys = new KeyServer();
    private InMemoryStorage disk = new InMemoryStorage();
    private CrashingStorage<MemoryTables> through = new CrashingStorage<>(disk);
    private Slate slate = new Slate(log.transport(), time, Slate.storage(time), builder -> builder);
    private int written;
    private boolean unseen;
    private RefusedWrites way = RefusedWrites.STAY;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsAndCountsAreRightAfterEveryStep(boolean keyed) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed, keyed);
        }
    }

    private void run(long seed, boolean keyed) {
        random = new Random(seed);
        time = new VirtualScheduler(seed);
        log = new LogServer();
        keys = new KeyServer();
        keys.put("anchor", "there", 1); // A listing of strangers alone would be taken for another account's.
        disk = Slate.storage(time);
        written = 0;
        way = seed % 3 == 0 ? RefusedWrites.TAKE_BACK : RefusedWrites.STAY;
        open(keyed);
        for (int step = 0; step < STEPS; step++) {
            String at = "seed " + seed + (keyed ? " keyed" : "") + ", step " + step + ": ";
            try {
                step(keyed);
                checkRows(at, keyed);
            } catch (VirtualScheduler.Killed died) {
                next(keyed);
            }
        }
        settle("seed " + seed + (keyed ? " keyed: " : ": "), keyed);
    }

    /** Another process, after the sudden end of the one before. */
    private void next(boolean keyed) {
        slate.lane.kill();
        time.advance(Duration.ofMinutes(1)); // until its lease is over
        disk = disk.reopen();
        open(keyed);
    }

    private void open(boolean keyed) {
        through = new CrashingStorage<>(disk);
        Transport transport = keyed ? narrow(keys.transport()) : log.transport();
        slate = new Slate(
                transport, time.lane(random.nextLong()), time, disk, through, builder -> builder.refusedWrites(way));
        slate.client.open();
        if (random.nextBoolean()) {
            slate.client.start();
        }
    }

    private void step(boolean keyed) {
        switch (random.nextInt(12)) {
            case 0, 1 -> slate.set(key(), payload());
            case 2 -> {
                Slate.set(slate.connection(), key(), payload());
                unseen = true;
            }
            case 3 -> write();
            case 4 -> {
                if (keyed) {
                    keys.put(key(), random.nextInt(4) == 0 ? null : "theirs " + ++written, 0);
                } else {
                    log.foreign(key(), "\"theirs " + ++written + '"');
                }
            }
            case 5 -> slate.client.pending(random.nextInt(3));
            case 6 -> decide();
            case 7 -> time.advance(Duration.ofMillis(random.nextInt(200)));
            case 8 -> breakNetwork();
            case 9 ->
                through.crashAt(
                        through.commits() + 1 + random.nextInt(3),
                        random.nextBoolean() ? Moment.BEFORE_COMMIT : Moment.AFTER_COMMIT,
                        new VirtualScheduler.Killed());
            default -> slate.sync();
        }
    }

    private void write() {
        slate.client.write((tables, outbox) -> {
            for (int i = random.nextInt(4); i >= 0; i--) {
                if (random.nextInt(3) > 0) {
                    tables.put(Slate.TODO, key(), payload());
                } else if (random.nextBoolean()) {
                    tables.remove(Slate.TODO, key());
                } else {
                    outbox.add(Mutation.of("note", "n" + ++written, "told", "1"));
                }
            }
        });
    }

    private void decide() {
        for (ParkedMutation each : slate.client.parked().quarantined(random.nextInt(3))) {
            slate.client.parked().drop(each.mutation().id());
        }
        for (ParkedMutation each : slate.client.parked().superseded(random.nextInt(3))) {
            UUID id = each.mutation().id();
            if (random.nextBoolean()) {
                slate.client.parked().reissue(id);
            } else {
                slate.client.parked().drop(id);
            }
        }
    }

    private void breakNetwork() {
        int failing = random.nextInt(4);
        RuntimeException unsent = LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT);
        RuntimeException unknown = LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
        log.before = ask -> failing == 1 ? unsent : null;
        log.after = ask -> failing == 2 ? unknown : null;
        keys.before = push -> failing == 1 ? unsent : null;
        keys.after = what -> failing == 2 ? unknown : null;
    }

    private String key() {
        return "k" + random.nextInt(4);
    }

    private String payload() {
        return random.nextInt(6) == 0 ? TOO_LARGE : "\"mine " + ++written + '"';
    }

    private void checkRows(String at, boolean keyed) {
        OutboxCounts counts = disk.<OutboxCounts, RuntimeException>write(tx -> {
            Map<String, String> expected = new TreeMap<>(expected(tx, keyed));
            expected.remove("anchor");
            assertEquals(expected, captured(tx.handle().rows(Slate.TODO)), at + "rows");
            return tx.outbox().counts();
        });
        if (unseen && counts.pending() != slate.client.status().pending()) {
            slate.sync(); // Another connection's write is counted at the next sync at the latest.
            counts = disk.<OutboxCounts, RuntimeException>read(tx -> tx.outbox().counts());
        }
        unseen = false;
        assertEquals(counts.pending(), slate.client.status().pending(), at + "pending");
        assertEquals(counts.superseded(), slate.client.status().counts().superseded(), at + "superseded");
        assertEquals(counts.quarantined(), slate.client.status().counts().quarantined(), at + "quarantined");
    }

    /** What is confirmed, then the outbox and what was refused, then what is captured and lies on top already. */
    private Map<String, String> expected(StorageTx<MemoryTables> tx, boolean keyed) {
        Map<String, String> rows = new TreeMap<>();
        if (tx.captures().waiting() > 0) {
            return captured(tx.handle().rows(Slate.TODO)); // Looked at again once it is taken in.
        }
        if (keyed) {
            for (int k = 0; k < 4; k++) {
                Confirmed row = tx.confirmed().get(Slate.TODO, "k" + k);
                if (row != null && !row.change().tombstone()) {
                    rows.put("k" + k, row.change().payload());
                }
            }
        } else {
            long position = tx.cursor().state().position();
            log.log.subList(0, (int) position).forEach(each -> put(rows, each.change()));
        }
        List<OutboxEntry> laid = new ArrayList<>(tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE));
        laid.addAll(tx.parked().refused(0, Integer.MAX_VALUE, Long.MAX_VALUE));
        laid.sort(Comparator.comparingLong(OutboxEntry::seq));
        for (OutboxEntry entry : laid) {
            put(rows, Change.of(entry.mutation(), Change.NO_POSITION, ""));
        }
        return rows;
    }

    /** Without the notes, which this server shows among the others. */
    private static Map<String, String> captured(Map<String, String> rows) {
        Map<String, String> captured = new TreeMap<>(rows);
        captured.keySet().removeIf(key -> key.startsWith("n") || key.equals("anchor"));
        return captured;
    }

    private static void put(Map<String, String> rows, Change change) {
        if (!change.collection().equals(Slate.TODO)) {
            return;
        }
        if (change.tombstone()) {
            rows.remove(change.key());
        } else {
            rows.put(change.key(), change.payload());
        }
    }

    /** In the end, with the network back and everything decided, all is at the server. */
    private void settle(String at, boolean keyed) {
        log.before = ask -> null;
        log.after = ask -> null;
        keys.before = push -> null;
        keys.after = what -> null;
        next(keyed);
        for (int i = 0; i < 3; i++) {
            SyncReport last = slate.sync();
            assertInstanceOf(SyncReport.Synced.class, last, at + last);
            slate.client
                    .parked()
                    .quarantined(1000)
                    .forEach(each -> slate.client.parked().drop(each.mutation().id()));
        }
        checkRows(at, keyed);
        assertEquals(0, slate.client.status().pending(), at + "pending");
        assertEquals(List.of(), slate.client.pending(1), at);
        Map<String, String> server = new TreeMap<>();
        if (keyed) {
            keys.rows.forEach((key, row) -> {
                if (row.payload() != null && key.startsWith("k")) {
                    server.put(key, row.payload());
                }
            });
        } else {
            log.log.forEach(each -> put(server, each.change()));
        }
        assertEquals(server, captured(slate.rows()), at + "rows in the end");
        slate.client.close();
    }

    private static Transport narrow(Transport inner) {
        return new ForwardingTransport(inner) {
            @Override
            public int measure(Mutation mutation) {
                if (mutation.payload().length() > 100) {
                    throw new IllegalArgumentException("too large");
                }
                return super.measure(mutation);
            }
        };
    }
}
