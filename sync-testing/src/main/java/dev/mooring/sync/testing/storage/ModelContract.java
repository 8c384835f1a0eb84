package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions, some of them rolled back, against {@link StorageModel}. A failure names its seed; put it into
 * {@link StorageTck#failedSeeds}, or set the system property {@code mooring.storage.seed} to run it alone.
 */
abstract class ModelContract<DB> extends HandoverContract<DB> {
    /** How many transactions a seed makes. */
    static final int TRANSACTIONS = 120;

    /** Of every mutation and row. */
    static final String COLLECTION = "todo";

    /** Few, so that they meet. */
    static final List<String> KEYS = List.of("", "a", "b", "c");

    /** How many listings there are. */
    static final int LISTINGS = 4;

    /**
     * Seeds of the random test that failed once on this storage, to be tried for ever.
     *
     * @return none by default
     */
    protected List<Long> failedSeeds() {
        return List.of();
    }

    /** The seeds to run. */
    Stream<Long> seeds() {
        Long one = Long.getLong("mooring.storage.seed");
        return one != null
                ? Stream.of(one)
                : Stream.concat(
                        failedSeeds().stream(), LongStream.rangeClosed(1, 10).boxed());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomTransactionsLeaveWhatTheModelHolds(long seed) throws Exception {
        Random random = new Random(seed);
        StorageModel committed = new StorageModel();
        Storage<DB> storage = storage();
        for (int i = 0; i < TRANSACTIONS; i++) {
            String where = "seed " + seed + ", transaction " + i;
            StorageModel next = new StorageModel(committed);
            boolean rollBack = random.nextInt(5) == 0;
            if (rollBack) {
                Storage<DB> target = storage;
                Exception own = new Exception(where);
                Exception caught = assertThrows(
                        Exception.class,
                        () -> target.<Integer, Exception>write(tx -> {
                            steps(tx, next, random);
                            throw own;
                        }),
                        where);
                assertEquals(own, caught, where);
            } else {
                storage.<Integer, Exception>write(tx -> {
                    steps(tx, next, random);
                    next.assertSame(tx, fixture());
                    return 0;
                });
                committed = next;
            }
            if (fixture().durable() && random.nextInt(20) == 0) {
                storage.close();
                storage = another();
                storage.open(IDENTITY, true);
            }
            StorageModel expected = committed;
            storage.<Integer, Exception>read(tx -> {
                expected.assertSame(tx, fixture());
                return 0;
            });
        }
    }

    private void steps(StorageTx<DB> tx, StorageModel model, Random random) throws Exception {
        int steps = 1 + random.nextInt(6);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(13)) {
                case 0, 1, 2 -> append(tx, model, random);
                case 3 -> settle(tx, model, random);
                case 4 -> park(tx, model, random);
                case 5 -> unpark(tx, model, random);
                case 6 -> {
                    model.state = new SyncState(
                            new Cursor("c" + random.nextInt(100)),
                            random.nextInt(100),
                            random.nextInt(LISTINGS),
                            STAMP.plusNanos(random.nextInt()),
                            random.nextBoolean() ? "" : "g" + random.nextInt(3),
                            random.nextBoolean(),
                            random.nextBoolean()
                                    ? HeldBack.NONE
                                    : new HeldBack(random.nextInt(9), 3, STAMP, 2, random.nextInt(9)));
                    tx.cursor().state(model.state);
                }
                case 7 -> {
                    model.batch =
                            model.outbox.isEmpty() || random.nextBoolean() ? null : frozen(some(model, random), random);
                    tx.outbox().batch(model.batch);
                }
                case 8, 9 -> confirm(tx, model, random);
                case 10 -> see(tx, model, random);
                case 11 -> {
                    if (random.nextInt(4) == 0) {
                        tx.confirmed().forget();
                        model.confirmed.clear();
                        model.log.clear();
                    }
                }
                default -> {
                    long position = model.log.isEmpty() ? 1 : model.log.lastKey() + 1 + random.nextInt(3);
                    model.log.put(position, StorageContract.change(position));
                    tx.confirmed().log(List.of(StorageContract.change(position)));
                }
            }
        }
    }

    private static Batch frozen(List<Long> members, Random random) {
        Batch frozen = BatchContract.batch(members, random.nextInt(3)).withWire("wire " + random.nextInt(9));
        return random.nextBoolean() ? frozen.orphan() : frozen;
    }

    private static String key(Random random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private static void confirm(StorageTx<?> tx, StorageModel model, Random random) {
        Map<String, Confirmed> rows = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String key = key(random);
            rows.put(
                    key,
                    ConfirmedContract.row(key, random.nextInt(100), random.nextInt(LISTINGS), random.nextInt(4) == 0));
        }
        tx.confirmed().put(List.copyOf(rows.values()));
        model.confirmed.putAll(rows);
    }

    private static void see(StorageTx<?> tx, StorageModel model, Random random) {
        String key = key(random);
        long listing = random.nextInt(LISTINGS);
        Confirmed row = model.confirmed.get(key);
        if (row != null) {
            tx.confirmed().seen(COLLECTION, List.of(key), listing);
            model.confirmed.put(
                    key, new Confirmed(row.change(), row.echo(), row.stamp(), row.own(), listing, row.told()));
        }
    }

    private void append(StorageTx<DB> tx, StorageModel model, Random random) throws Exception {
        String key = "row-" + random.nextInt(5);
        String value = "v" + random.nextInt();
        fixture().put(tx.handle(), key, value);
        model.rows.put(key, value);
        Mutation mutation = KeyContract.mutation(random.nextInt(1_000_000), COLLECTION, key(random));
        int size = 1 + random.nextInt(100);
        long seq = tx.outbox().append(mutation, size);
        assertTrue(seq > model.lastSeq, "sequence number " + seq + " after " + model.lastSeq);
        model.lastSeq = seq;
        model.outbox.put(seq, new OutboxEntry(seq, mutation, size));
    }

    private void settle(StorageTx<DB> tx, StorageModel model, Random random) {
        List<Long> seqs = model.outbox.isEmpty() ? List.of() : some(model, random);
        tx.outbox().settle(seqs);
        seqs.forEach(model.outbox::remove);
    }

    private void park(StorageTx<DB> tx, StorageModel model, Random random) {
        if (model.outbox.isEmpty()) {
            return;
        }
        List<OutboxEntry> entries = List.copyOf(model.outbox.values());
        OutboxEntry entry = entries.get(random.nextInt(entries.size()));
        long seq = entry.seq();
        MutationState state = random.nextBoolean() ? MutationState.SUPERSEDED : MutationState.QUARANTINED;
        ParkedMutation parked = new ParkedMutation(entry.mutation(), state, "r" + seq, STAMP);
        if (model.parked.stream()
                .anyMatch(p -> p.mutation().id().equals(parked.mutation().id()))) {
            return;
        }
        tx.parked().park(seq, state, parked.reason(), STAMP);
        model.outbox.remove(seq);
        model.parked.add(parked);
    }

    private void unpark(StorageTx<DB> tx, StorageModel model, Random random) {
        if (model.parked.isEmpty()) {
            assertEquals(null, tx.parked().unpark(new UUID(3, 3)));
            return;
        }
        ParkedMutation gone = model.parked.remove(random.nextInt(model.parked.size()));
        assertEquals(gone, tx.parked().unpark(gone.mutation().id()));
    }

    /** A non-empty part of the outbox, mostly from its head, sometimes with gaps. */
    private static List<Long> some(StorageModel model, Random random) {
        List<Long> seqs = new ArrayList<>(model.outbox.keySet());
        List<Long> head = seqs.subList(0, 1 + random.nextInt(seqs.size()));
        if (random.nextBoolean()) {
            List<Long> gaps =
                    head.stream().filter(seq -> random.nextInt(4) != 0).toList();
            return gaps.isEmpty() ? List.of(head.get(0)) : gaps;
        }
        return List.copyOf(head);
    }
}
