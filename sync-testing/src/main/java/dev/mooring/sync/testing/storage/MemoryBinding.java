package dev.mooring.sync.testing.storage;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.storage.BindingTx;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.testing.storage.MemoryData.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whose an {@link InMemoryStorage} is. */
final class MemoryBinding implements BindingTx {
    private final MemoryTurn turn;

    MemoryBinding(MemoryTurn turn) {
        this.turn = turn;
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

    private static void forget(MemoryData data) {
        data.rowsToWrite().clear();
        data.logToWrite().clear();
        data.unreadableToWrite().clear();
        data.rebuild = null;
        data.stagedToWrite().clear();
        data.knownToWrite().clear();
        data.cellsToWrite().clear();
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
