package dev.mooring.sync.sqlite;

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
import dev.mooring.sync.sqlite.internal.apply.AsideRow;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.Turn;
import dev.mooring.sync.sqlite.internal.tables.TableSession;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One transaction: checks that it may be used, and hands on to the tables. */
final class SqliteTx<DB> implements StorageTx<DB> {
    private final Session<DB> session;
    private final Turn turn;
    private final boolean keepLog;
    private @Nullable DB handle;

    SqliteTx(Session<DB> session, Turn turn, boolean keepLog) {
        this.session = session;
        this.turn = turn;
        this.keepLog = keepLog;
    }

    private Session<DB> reading() {
        turn.check();
        return session;
    }

    SqlConnection<DB> sql() {
        return reading().sql;
    }

    private Session<DB> writing() {
        turn.checkWritable();
        return session;
    }

    @Override
    public DB handle() {
        turn.check();
        DB known = handle;
        if (known == null) {
            known = session.sql.handle();
            handle = known;
        }
        return known;
    }

    @Override
    public long append(Mutation mutation, int size) {
        return writing().outbox.append(mutation, size);
    }

    @Override
    public List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes) {
        return reading().outbox.after(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> sendable(long after, int maxCount, long maxBytes) {
        Session<DB> tables = reading();
        // Asked once, so that nobody pays for a look at each entry while nothing is quarantined.
        return tables.parked.holds()
                ? tables.outbox.notHeld(after, maxCount, maxBytes)
                : tables.outbox.after(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes) {
        return reading().outbox.ofKey(collection, key, after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> entries(List<Long> seqs) {
        return reading().outbox.entries(seqs);
    }

    @Override
    public void settle(List<Long> seqs) {
        Session<DB> session = writing();
        TableSession<DB> tables = session.tables;
        if (tables != null) {
            session.below.settled(seqs, tables::on);
        }
        session.outbox.remove(seqs);
        session.below.left();
    }

    @Override
    public void park(long seq, MutationState state, String reason, Instant at) {
        Session<DB> tables = writing();
        tables.parked.add(tables.outbox.take(seq), state, reason, at);
    }

    @Override
    public void refuse(long seq, String reason, Instant at) {
        Session<DB> tables = writing();
        List<OutboxEntry> found = tables.outbox.entries(Collections.singletonList(seq));
        if (found.isEmpty()) {
            throw new IllegalStateException("entry " + seq + " is not in the outbox; it cannot be refused, roll back");
        }
        tables.parked.keep(found.get(0), tables.outbox.beside(seq), reason, at);
        tables.outbox.remove(Collections.singletonList(seq));
    }

    @Override
    public List<OutboxEntry> refused(long after, int maxCount, long maxBytes) {
        return reading().parked.refused(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes) {
        return reading().parked.refused(collection, key, after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> refused(List<Long> seqs) {
        return reading().parked.refused(seqs);
    }

    @Override
    public @Nullable OutboxEntry refused(UUID id) {
        return reading().parked.refused(id);
    }

    @Override
    public long readmit(UUID id, int size) {
        Session<DB> tables = writing();
        OutboxEntry refused = tables.parked.refused(id);
        if (refused == null) {
            throw new IllegalStateException("mutation " + id + " is not refused; it cannot be readmitted, roll back");
        }
        OutboxTable.First below = tables.parked.beside(id);
        tables.parked.take(id);
        long seq = below == null
                ? tables.outbox.append(refused.mutation(), size)
                : tables.outbox.append(refused.mutation(), size, below.before());
        tables.below.renumbered(refused.seq(), seq);
        return seq;
    }

    @Override
    public void renumber(List<Long> seqs) {
        Session<DB> tables = writing();
        for (long seq : seqs) {
            tables.below.renumbered(seq, tables.outbox.renumber(seq, tables.parked));
        }
    }

    @Override
    public List<ParkedMutation> parked(MutationState state, long skip, int limit) {
        return reading().parked.list(state, skip, limit);
    }

    @Override
    public boolean holds(Mutation mutation) {
        Session<DB> tables = reading();
        return tables.outbox.holds(mutation) || tables.parked.holds(mutation.id());
    }

    @Override
    public @Nullable ParkedMutation unpark(UUID id) {
        return writing().parked.take(id);
    }

    @Override
    public int takeIn(Intake intake, int most) {
        Session<DB> session = writing();
        TableSession<DB> tables = session.tables;
        return tables == null ? 0 : tables.takeIn(intake, session.outbox::append, most);
    }

    @Override
    public void peek(Intake intake, int most) {
        Session<DB> session = reading();
        TableSync<DB> synced = session.synced;
        if (synced != null) {
            synced.peek(session.sql, intake, most);
        }
    }

    @Override
    public long captured() {
        return TableSync.waiting(reading().sql);
    }

    @Override
    public long setAside() {
        return AsideRow.count(reading().sql);
    }

    @Override
    public OutboxCounts counts() {
        Session<DB> tables = reading();
        return new OutboxCounts(
                pendingCount(),
                tables.parked.count(MutationState.SUPERSEDED),
                tables.parked.count(MutationState.QUARANTINED));
    }

    @Override
    public long pendingCount() {
        Session<DB> tables = reading();
        return tables.outbox.count() + TableSync.waiting(tables.sql);
    }

    @Override
    public SyncState state() {
        return reading().scope.state();
    }

    @Override
    public void state(SyncState state) {
        writing().scope.state(state);
    }

    @Override
    public @Nullable Batch batch() {
        return reading().scope.batch();
    }

    @Override
    public void batch(@Nullable Batch batch) {
        writing().scope.batch(batch);
    }

    @Override
    public void log(List<Change> changes) {
        LogTable log = writing().log;
        if (keepLog) {
            log.add(changes);
        }
    }

    @Override
    public List<Change> log(long after, int limit) {
        LogTable log = reading().log;
        return keepLog ? log.after(after, limit) : Collections.emptyList();
    }

    @Override
    public @Nullable Confirmed confirmed(String collection, String key) {
        return reading().rows.get(collection, key);
    }

    @Override
    public void confirm(List<Confirmed> rows) {
        writing().rows.put(rows);
    }

    @Override
    public void seen(String collection, String key, long listing) {
        writing().rows.seen(collection, key, listing);
    }

    @Override
    public List<Confirmed> unseen(long listing, int limit) {
        return reading().rows.unseen(listing, limit);
    }

    @Override
    public List<Confirmed> confirmed(String afterCollection, String afterKey, int limit) {
        return reading().rows.behind(afterCollection, afterKey, limit);
    }

    @Override
    public long confirmedCount(long before) {
        return reading().rows.count(before);
    }

    @Override
    public void forgetConfirmed() {
        Session<DB> tables = writing();
        tables.rows.clear();
        tables.log.clear();
    }

    @Override
    public void unreadable(List<Unreadable> rows) {
        writing().unreadable.put(rows);
    }

    @Override
    public List<Unreadable> unreadable(int limit) {
        return reading().unreadable.list(limit);
    }

    @Override
    public boolean isAside(String collection, String key) {
        return reading().unreadable.isAside(collection, key);
    }

    @Override
    public void readable(String collection, String key) {
        writing().unreadable.readable(collection, key);
    }

    @Override
    public void forgetUnreadable(long listing) {
        writing().unreadable.forget(listing);
    }

    @Override
    public @Nullable Lease lease(String owner, Instant now, Duration atLeast, Duration ttl) {
        return writing().lease.take(owner, now, atLeast, ttl);
    }

    @Override
    public long epoch() {
        return reading().lease.epoch();
    }

    @Override
    public void release(String owner) {
        writing().lease.release(owner);
    }

    @Override
    public Contact contact() {
        return reading().scope.contact();
    }

    @Override
    public void contact(Contact contact) {
        writing().scope.contact(contact);
    }

    @Override
    public @Nullable Rebuild rebuild() {
        return reading().staging.rebuild();
    }

    @Override
    public void rebuild(@Nullable Rebuild rebuild) {
        writing().staging.rebuild(rebuild);
    }

    @Override
    public long stage(List<Incoming> changes) {
        return writing().staging.stage(changes);
    }

    @Override
    public void unstage(long after) {
        writing().staging.unstage(after);
    }

    @Override
    public List<Staged> staged(long after, int maxCount, long maxBytes) {
        return reading().staging.after(after, maxCount, maxBytes);
    }

    @Override
    public ServerIdentity identity() {
        return reading().scope.identity();
    }

    @Override
    public Handover handOver(ServerIdentity to, boolean keep) {
        Session<DB> tables = writing();
        ServerIdentity from = tables.scope.identity();
        if (to.equals(from)) {
            throw new IllegalArgumentException("the storage belongs to " + to + " already");
        }
        long waiting = TableSync.waiting(tables.sql);
        if (waiting > 0) {
            throw new IllegalStateException(
                    waiting + " captures were not taken in; the storage is not handed over, roll back");
        }
        Handover moved = tables.left.handOver(from, to, keep);
        if (!keep) {
            tables.accounts.forget(from);
        }
        tables.outbox.begin(true); // What it knows is another's.
        tables.below.begin();
        return moved;
    }

    @Override
    public List<Account> accounts() {
        Session<DB> tables = reading();
        return tables.accounts.of(tables.scope.identity());
    }

    @Override
    public void bind(Account account) {
        Session<DB> tables = writing();
        tables.accounts.bind(tables.scope.identity(), account);
    }

    @Override
    public @Nullable ServerIdentity otherHolder(Account account) {
        Session<DB> tables = reading();
        return tables.accounts.otherHolder(tables.scope.identity(), account);
    }
}
