package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.Intake;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Rebuild;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.SyncState;
import dev.mooring.sync.spi.Unreadable;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import dev.mooring.sync.testing.storage.MemoryData.Left;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A transaction of an {@link InMemoryStorage}. */
final class MemoryTx implements StorageTx<MemoryTables> {
    private final MemoryTurn turn;
    private final MemoryTables handle;
    private final boolean keepLog;

    MemoryTx(MemoryTurn turn, boolean keepLog) {
        this.turn = turn;
        this.handle = new MemoryTables(turn);
        this.keepLog = keepLog;
    }

    @Override
    public MemoryTables handle() {
        turn.data();
        return handle;
    }

    @Override
    public long append(Mutation mutation, int size) {
        MemoryData data = turn.dataToWrite();
        long seq = ++data.lastSeq;
        data.outboxToWrite().put(seq, new OutboxEntry(seq, mutation, size));
        return seq;
    }

    @Override
    public List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes) {
        return slice(after, maxCount, maxBytes, entry -> true);
    }

    @Override
    public List<OutboxEntry> sendable(long after, int maxCount, long maxBytes) {
        Set<Key> held = turn.data().parked.values().stream()
                .filter(each -> each.state() == MutationState.QUARANTINED)
                .map(each -> Key.of(each.mutation()))
                .filter(key -> !key.key().isEmpty())
                .collect(Collectors.toSet());
        return slice(after, maxCount, maxBytes, entry -> !held.contains(Key.of(entry.mutation())));
    }

    private List<OutboxEntry> slice(long after, int maxCount, long maxBytes, Predicate<OutboxEntry> wanted) {
        return slice(turn.data().outbox, after, maxCount, maxBytes, wanted);
    }

    private static List<OutboxEntry> slice(
            NavigableMap<Long, OutboxEntry> entries,
            long after,
            int maxCount,
            long maxBytes,
            Predicate<OutboxEntry> wanted) {
        List<OutboxEntry> slice = new ArrayList<>();
        long bytes = 0;
        for (OutboxEntry entry : entries.tailMap(after, false).values()) {
            if (!wanted.test(entry)) {
                continue;
            }
            bytes += entry.size();
            if (!slice.isEmpty() && (slice.size() >= maxCount || bytes > maxBytes)) {
                break;
            }
            slice.add(entry);
        }
        return slice;
    }

    @Override
    public List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes) {
        Key wanted = new Key(collection, key);
        return slice(after, maxCount, maxBytes, entry -> wanted.equals(Key.of(entry.mutation())));
    }

    @Override
    public List<OutboxEntry> entries(List<Long> seqs) {
        NavigableMap<Long, OutboxEntry> outbox = turn.data().outbox;
        List<OutboxEntry> there = new ArrayList<>();
        for (Long seq : seqs) {
            OutboxEntry entry = outbox.get(seq);
            if (entry != null) {
                there.add(entry);
            }
        }
        return there;
    }

    @Override
    public void settle(List<Long> seqs) {
        MemoryData data = turn.dataToWrite();
        for (Long seq : seqs) {
            take(data, seq, "settled");
        }
    }

    private static OutboxEntry take(MemoryData data, long seq, String what) {
        OutboxEntry entry = takeWithImage(data, seq, what);
        if (!data.images.isEmpty()) {
            data.imagesToWrite().remove(entry.mutation().id());
        }
        return entry;
    }

    private static OutboxEntry takeWithImage(MemoryData data, long seq, String what) {
        OutboxEntry entry = data.outboxToWrite().remove(seq);
        if (entry == null) {
            throw new IllegalStateException(
                    "entry " + seq + " is not in the outbox and cannot be " + what + "; roll back");
        }
        return entry;
    }

    @Override
    public void refuse(long seq, String reason, Instant at) {
        MemoryData data = turn.dataToWrite();
        Mutation mutation = takeWithImage(data, seq, "refused").mutation();
        data.parkedToWrite().put(mutation.id(), new ParkedMutation(mutation, MutationState.QUARANTINED, reason, at));
        data.refusedToWrite().put(seq, mutation);
    }

    @Override
    public List<OutboxEntry> refused(long after, int maxCount, long maxBytes) {
        return slice(refused(turn.data()), after, maxCount, maxBytes, entry -> true);
    }

    @Override
    public List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes) {
        Key wanted = new Key(collection, key);
        return slice(refused(turn.data()), after, maxCount, maxBytes, entry -> wanted.equals(Key.of(entry.mutation())));
    }

    @Override
    public List<OutboxEntry> refused(List<Long> seqs) {
        NavigableMap<Long, OutboxEntry> refused = refused(turn.data());
        return seqs.stream().map(refused::get).filter(Objects::nonNull).toList();
    }

    @Override
    public @Nullable OutboxEntry refused(UUID id) {
        for (OutboxEntry entry : refused(turn.data()).values()) {
            if (entry.mutation().id().equals(id)) {
                return entry;
            }
        }
        return null;
    }

    private static NavigableMap<Long, OutboxEntry> refused(MemoryData data) {
        NavigableMap<Long, OutboxEntry> entries = new TreeMap<>();
        data.refused.forEach((seq, mutation) -> entries.put(
                seq, new OutboxEntry(seq, mutation, mutation.payload().length())));
        return entries;
    }

    @Override
    public long readmit(UUID id, int size) {
        MemoryData data = turn.dataToWrite();
        OutboxEntry entry = refused(id);
        if (entry == null) {
            throw new IllegalStateException("mutation " + id + " is not refused; roll back");
        }
        data.refusedToWrite().remove(entry.seq());
        data.parkedToWrite().remove(id);
        return append(entry.mutation(), size);
    }

    @Override
    public void renumber(List<Long> seqs) {
        MemoryData data = turn.dataToWrite();
        for (Long seq : seqs) {
            Mutation refused = data.refusedToWrite().remove(seq);
            if (refused != null) {
                data.refusedToWrite().put(++data.lastSeq, refused);
            } else {
                OutboxEntry entry = takeWithImage(data, seq, "renumbered");
                append(entry.mutation(), entry.size());
            }
        }
    }

    @Override
    public void park(long seq, MutationState state, String reason, Instant at) {
        MemoryData data = turn.dataToWrite();
        Mutation mutation = take(data, seq, "parked").mutation();
        data.parkedToWrite().put(mutation.id(), new ParkedMutation(mutation, state, reason, at));
    }

    @Override
    public List<ParkedMutation> parked(MutationState state, long skip, int limit) {
        return turn.data().parked.values().stream()
                .filter(each -> each.state() == state)
                .skip(skip)
                .limit(limit)
                .toList();
    }

    @Override
    public boolean holds(Mutation mutation) {
        MemoryData data = turn.data();
        return data.parked.containsKey(mutation.id())
                || data.outbox.values().stream()
                        .anyMatch(entry -> entry.mutation().id().equals(mutation.id()));
    }

    @Override
    public @Nullable ParkedMutation unpark(UUID id) {
        MemoryData data = turn.dataToWrite();
        OutboxEntry refused = refused(id);
        if (refused != null) {
            data.refusedToWrite().remove(refused.seq());
            data.imagesToWrite().remove(id);
        }
        return data.parkedToWrite().remove(id);
    }

    @Override
    public OutboxCounts counts() {
        return turn.data().counts();
    }

    @Override
    public int takeIn(Intake intake, int most) {
        MemoryData data = turn.dataToWrite();
        int taken = 0;
        for (; taken < most && !data.journal.isEmpty(); taken++) {
            MemoryCapture capture = data.journalToWrite().pollFirstEntry().getValue();
            intake.take(capture.draft(), capture.at(), (mutation, size) -> {
                data.imagesToWrite().put(mutation.id(), new MemoryData.Image(capture.before()));
                return append(mutation, size);
            });
        }
        return taken;
    }

    @Override
    public void peek(Intake intake, int most) {
        turn.data().journal.values().stream()
                .limit(most)
                .forEach(capture -> intake.take(capture.draft(), capture.at(), (mutation, size) -> 0));
    }

    @Override
    public long captured() {
        return turn.data().journal.size();
    }

    @Override
    public SyncState state() {
        return turn.data().state;
    }

    @Override
    public void state(SyncState state) {
        turn.dataToWrite().state = state;
    }

    @Override
    public @Nullable Batch batch() {
        return turn.data().batch;
    }

    @Override
    public void batch(@Nullable Batch batch) {
        turn.dataToWrite().batch = batch;
    }

    @Override
    public void log(List<Change> changes) {
        MemoryData data = turn.dataToWrite();
        if (!keepLog) {
            return;
        }
        for (Change change : changes) {
            if (data.logToWrite().putIfAbsent(change.position(), change) != null) {
                throw new IllegalStateException("the log has position " + change.position() + " already; roll back");
            }
        }
    }

    @Override
    public List<Change> log(long after, int limit) {
        MemoryData data = turn.data();
        return keepLog
                ? data.log.tailMap(after, false).values().stream().limit(limit).toList()
                : List.of();
    }

    @Override
    public @Nullable Confirmed confirmed(String collection, String key) {
        return turn.data().rows.get(new Key(collection, key));
    }

    @Override
    public void confirm(List<Confirmed> rows) {
        MemoryData data = turn.dataToWrite();
        for (Confirmed row : rows) {
            data.rowsToWrite()
                    .put(new Key(row.change().collection(), row.change().key()), row);
        }
    }

    @Override
    public void seen(String collection, String key, long listing) {
        Confirmed row = turn.dataToWrite().rowsToWrite().get(new Key(collection, key));
        if (row == null) {
            throw new IllegalStateException(
                    "nothing is confirmed for " + collection + "/" + key + "; it cannot be seen again, roll back");
        }
        confirm(List.of(new Confirmed(row.change(), row.echo(), row.stamp(), row.own(), listing)));
    }

    @Override
    public List<Confirmed> unseen(long listing, int limit) {
        return seenBefore(listing).limit(limit).toList();
    }

    @Override
    public List<Confirmed> confirmed(String afterCollection, String afterKey, int limit) {
        Comparator<Key> order = Comparator.comparing(Key::collection).thenComparing(Key::key);
        Key after = new Key(afterCollection, afterKey);
        return turn.data().rows.entrySet().stream()
                .filter(each -> order.compare(each.getKey(), after) > 0)
                .sorted(Map.Entry.comparingByKey(order))
                .limit(limit)
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public long confirmedCount(long before) {
        return seenBefore(before).count();
    }

    private Stream<Confirmed> seenBefore(long listing) {
        return turn.data().rows.values().stream().filter(row -> !row.change().tombstone() && row.listing() < listing);
    }

    @Override
    public void forgetConfirmed() {
        MemoryData data = turn.dataToWrite();
        data.rowsToWrite().clear();
        data.logToWrite().clear();
    }

    @Override
    public long setAside() {
        return turn.data().unreadable.size();
    }

    @Override
    public void unreadable(List<Unreadable> rows) {
        MemoryData data = turn.dataToWrite();
        for (Unreadable row : rows) {
            data.unreadableToWrite().put(new Key(row.collection(), row.key()), row);
        }
    }

    @Override
    public boolean isAside(String collection, String key) {
        return turn.data().unreadable.containsKey(new Key(collection, key));
    }

    @Override
    public List<Unreadable> unreadable(int limit) {
        return turn.data().unreadable.values().stream().limit(limit).toList();
    }

    @Override
    public void readable(String collection, String key) {
        MemoryData data = turn.dataToWrite();
        if (!data.unreadable.isEmpty()) {
            data.unreadableToWrite().remove(new Key(collection, key));
        }
    }

    @Override
    public void forgetUnreadable(long listing) {
        turn.dataToWrite().unreadableToWrite().values().removeIf(row -> row.listing() < listing);
    }

    @Override
    public @Nullable Lease lease(String owner, Instant now, Duration atLeast, Duration ttl) {
        MemoryData data = turn.dataToWrite();
        boolean own = owner.equals(data.leaseOwner);
        boolean over = !now.isBefore(data.leaseEnd);
        // A small step back of the clock must not take it from a holder that lives; a large one must not block for
        // hours.
        boolean clockSetBack = data.leaseTaken.isAfter(now.plus(ttl));
        if (data.leaseOwner != null && !own && !over && !clockSetBack) {
            return null;
        }
        data.epoch += own ? 0 : 1;
        data.leaseOwner = owner;
        data.leaseTaken = now;
        data.leaseEnd = now.plus(ttl);
        return new Lease(data.epoch, data.leaseEnd);
    }

    @Override
    public long epoch() {
        return turn.data().epoch;
    }

    @Override
    public void release(String owner) {
        MemoryData data = turn.dataToWrite();
        if (owner.equals(data.leaseOwner)) {
            data.leaseOwner = null;
        }
    }

    @Override
    public Contact contact() {
        return turn.data().contact;
    }

    @Override
    public void contact(Contact contact) {
        turn.dataToWrite().contact = contact;
    }

    @Override
    public @Nullable Rebuild rebuild() {
        return turn.data().rebuild;
    }

    @Override
    public void rebuild(@Nullable Rebuild rebuild) {
        MemoryData data = turn.dataToWrite();
        data.rebuild = rebuild;
        if (rebuild == null) {
            data.stagedToWrite().clear();
        }
    }

    @Override
    public long stage(List<Incoming> changes) {
        List<Incoming> staged = turn.dataToWrite().stagedToWrite();
        staged.addAll(changes);
        return staged.size();
    }

    @Override
    public void unstage(long after) {
        List<Incoming> staged = turn.dataToWrite().stagedToWrite();
        staged.subList((int) Math.min(after, staged.size()), staged.size()).clear();
    }

    @Override
    public List<Staged> staged(long after, int maxCount, long maxBytes) {
        List<Incoming> all = turn.data().staged;
        List<Staged> slice = new ArrayList<>();
        long bytes = 0;
        for (int place = (int) after; place < all.size(); place++) {
            Incoming incoming = all.get(place);
            bytes += incoming.change().payload().length();
            if (!slice.isEmpty() && (slice.size() >= maxCount || bytes > maxBytes)) {
                break;
            }
            slice.add(new Staged(place + 1L, incoming));
        }
        return slice;
    }

    @Override
    public ServerIdentity identity() {
        return Objects.requireNonNull(turn.data().identity);
    }

    @Override
    public Handover handOver(ServerIdentity to, boolean keep) {
        MemoryData data = turn.dataToWrite();
        if (to.equals(data.identity)) {
            throw new IllegalArgumentException("the storage in memory belongs to " + to + " already");
        }
        if (!data.journal.isEmpty()) {
            throw new IllegalStateException(
                    data.journal.size() + " captures were not taken in; the storage is not handed over, roll back");
        }
        Left leaving = new Left(
                List.copyOf(data.outbox.values()),
                List.copyOf(data.parked.values()),
                new TreeMap<>(data.refused),
                data.batch);
        if (keep) {
            data.leftToWrite().put(identity(), leaving);
        } else {
            data.accounts.remove(identity());
        }
        data.outboxToWrite().clear();
        data.parkedToWrite().clear();
        data.refusedToWrite().clear();
        data.imagesToWrite().clear();
        data.batch = null;
        forget(data);
        data.identity = to;
        Left back = data.leftToWrite().remove(to);
        if (back != null) {
            restore(data, back);
        }
        return new Handover(leaving.size(), back == null ? 0 : back.size());
    }

    @Override
    public List<Account> accounts() {
        return turn.data().accounts.getOrDefault(identity(), List.of());
    }

    @Override
    public void bind(Account account) {
        MemoryData data = turn.dataToWrite();
        List<Account> accounts = new ArrayList<>(accounts());
        accounts.removeIf(each -> each.kind() == account.kind());
        accounts.add(account);
        data.accounts.put(identity(), List.copyOf(accounts));
    }

    @Override
    public @Nullable ServerIdentity otherHolder(Account account) {
        ServerIdentity present = identity();
        return turn.data().accounts.entrySet().stream()
                .filter(each -> each.getKey().server().equals(present.server())
                        && !each.getKey().equals(present)
                        && each.getValue().contains(account))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private void forget(MemoryData data) {
        forgetConfirmed();
        data.unreadableToWrite().clear();
        rebuild(null);
        data.state = SyncState.START;
        data.contact = Contact.NONE;
    }

    private static void restore(MemoryData data, Left back) {
        List<Long> members = back.batch() == null ? List.of() : back.batch().members();
        TreeSet<Long> numbers = new TreeSet<>(members);
        back.outbox().forEach(entry -> numbers.add(entry.seq()));
        numbers.addAll(back.refused().keySet());
        if (!numbers.isEmpty()) {
            long shift = data.lastSeq + 1 - numbers.first();
            for (OutboxEntry entry : back.outbox()) {
                long seq = entry.seq() + shift;
                data.outboxToWrite().put(seq, new OutboxEntry(seq, entry.mutation(), entry.size()));
            }
            back.refused().forEach((seq, mutation) -> data.refusedToWrite().put(seq + shift, mutation));
            data.batch = back.batch() == null
                    ? null
                    : back.batch().of(members.stream().map(seq -> seq + shift).toList());
            data.lastSeq = numbers.last() + shift;
        }
        back.parked().forEach(each -> data.parkedToWrite().put(each.mutation().id(), each));
    }
}
