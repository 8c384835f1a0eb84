package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.status.Contact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a storage holds. What is committed is never changed again: a write works on a fork, which shares each map
 * with its origin until it first writes to it. So readers need no lock, and a roll-back is forgetting the fork.
 */
final class MemoryData {
    final Map<String, NavigableMap<String, String>> tables;
    NavigableMap<Long, OutboxEntry> outbox;
    LinkedHashMap<UUID, ParkedMutation> parked;
    /** Those of the parked that were refused and are in the app's rows. */
    NavigableMap<Long, Mutation> refused;

    NavigableMap<Long, Change> log;
    LogExtent extent;
    LinkedHashMap<Key, Confirmed> rows;
    Map<Key, Unreadable> unreadable;
    NavigableMap<Long, MemoryCapture> journal;
    Map<UUID, Image> images;
    Map<ServerIdentity, Left> left;
    Map<ServerIdentity, List<Account>> accounts;
    SyncState state;
    Contact contact;
    List<Incoming> staged;

    @Nullable
    Rebuild rebuild;

    @Nullable
    Batch batch;

    @Nullable
    ServerIdentity identity;

    @Nullable
    String leaseOwner;

    Instant leaseTaken;
    Instant leaseEnd;
    long epoch;
    long lastSeq;
    long lastCapture;
    /** Of write transactions. */
    long transactions;
    /** What the server's cells and the settled mutations make. */
    Map<Key, MemoryCells> known;
    /** What the unsettled and refused mutations make beside them. */
    Map<Key, MemoryCells> cells;

    String site;
    long version;
    /** The transaction whose captures get clocks, the version that it has, and the next number in that. */
    long stamping;

    long stamped;
    int nextNumber;

    private final Set<String> own = new HashSet<>();

    MemoryData() {
        tables = new HashMap<>();
        outbox = new TreeMap<>();
        parked = new LinkedHashMap<>();
        refused = new TreeMap<>();
        log = new TreeMap<>();
        extent = LogExtent.WHOLE;
        rows = new LinkedHashMap<>();
        unreadable = new TreeMap<>(Key.ORDER);
        journal = new TreeMap<>();
        images = new HashMap<>();
        left = new HashMap<>();
        accounts = new HashMap<>();
        state = SyncState.START;
        contact = Contact.NONE;
        staged = new ArrayList<>();
        leaseTaken = Instant.EPOCH;
        leaseEnd = Instant.EPOCH;
        known = new TreeMap<>(Key.ORDER);
        cells = new TreeMap<>(Key.ORDER);
        site = "";
        stamping = -1;
    }

    private MemoryData(MemoryData origin) {
        tables = new HashMap<>(origin.tables);
        outbox = origin.outbox;
        parked = origin.parked;
        refused = origin.refused;
        log = origin.log;
        extent = origin.extent;
        rows = origin.rows;
        unreadable = origin.unreadable;
        journal = origin.journal;
        images = origin.images;
        left = origin.left;
        accounts = new HashMap<>(origin.accounts);
        state = origin.state;
        contact = origin.contact;
        staged = origin.staged;
        rebuild = origin.rebuild;
        batch = origin.batch;
        identity = origin.identity;
        leaseOwner = origin.leaseOwner;
        leaseTaken = origin.leaseTaken;
        leaseEnd = origin.leaseEnd;
        epoch = origin.epoch;
        lastSeq = origin.lastSeq;
        lastCapture = origin.lastCapture;
        transactions = origin.transactions;
        known = origin.known;
        cells = origin.cells;
        site = origin.site;
        version = origin.version;
        stamping = origin.stamping;
        stamped = origin.stamped;
        nextNumber = origin.nextNumber;
    }

    MemoryData fork() {
        return new MemoryData(this);
    }

    OutboxCounts counts() {
        long superseded = 0;
        for (ParkedMutation each : parked.values()) {
            superseded += each.state() == MutationState.SUPERSEDED ? 1 : 0;
        }
        return new OutboxCounts(outbox.size() + journal.size(), journal.size(), superseded, parked.size() - superseded);
    }

    /** What contradicts I3. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<UUID> ids = new HashSet<>(parked.keySet());
        for (OutboxEntry entry : outbox.values()) {
            if (!ids.add(entry.mutation().id())) {
                faults.add("mutation " + entry.mutation().id() + " is here twice");
            }
        }
        if (!outbox.isEmpty() && outbox.lastKey() > lastSeq) {
            faults.add("entry " + outbox.lastKey() + " is beyond the last one, " + lastSeq);
        }
        Batch frozen = batch;
        if (frozen != null && frozen.members().get(frozen.members().size() - 1) > lastSeq) {
            faults.add("the batch has a member beyond the last entry, " + lastSeq);
        }
        Rebuild running = rebuild;
        if (running == null ? !staged.isEmpty() : running.changes() > staged.size()) {
            faults.add(staged.size() + " changes are staged, which is not what the rebuild says");
        }
        return faults;
    }

    NavigableMap<String, String> table(String name) {
        NavigableMap<String, String> rows = tables.getOrDefault(name, Collections.emptyNavigableMap());
        if (own.add("table " + name)) {
            rows = new TreeMap<>(rows);
            tables.put(name, rows);
        }
        return rows;
    }

    NavigableMap<Long, OutboxEntry> outboxToWrite() {
        if (own.add("outbox")) {
            outbox = new TreeMap<>(outbox);
        }
        return outbox;
    }

    LinkedHashMap<UUID, ParkedMutation> parkedToWrite() {
        if (own.add("parked")) {
            parked = new LinkedHashMap<>(parked);
        }
        return parked;
    }

    NavigableMap<Long, Mutation> refusedToWrite() {
        if (own.add("refused")) {
            refused = new TreeMap<>(refused);
        }
        return refused;
    }

    NavigableMap<Long, Change> logToWrite() {
        if (own.add("log")) {
            log = new TreeMap<>(log);
        }
        return log;
    }

    LinkedHashMap<Key, Confirmed> rowsToWrite() {
        if (own.add("rows")) {
            rows = new LinkedHashMap<>(rows);
        }
        return rows;
    }

    Map<Key, Unreadable> unreadableToWrite() {
        if (own.add("unreadable")) {
            Map<Key, Unreadable> copy = new TreeMap<>(Key.ORDER);
            copy.putAll(unreadable);
            unreadable = copy;
        }
        return unreadable;
    }

    NavigableMap<Long, MemoryCapture> journalToWrite() {
        if (own.add("journal")) {
            journal = new TreeMap<>(journal);
        }
        return journal;
    }

    List<Incoming> stagedToWrite() {
        if (own.add("staged")) {
            staged = new ArrayList<>(staged);
        }
        return staged;
    }

    Map<UUID, Image> imagesToWrite() {
        if (own.add("images")) {
            images = new HashMap<>(images);
        }
        return images;
    }

    Map<Key, MemoryCells> knownToWrite() {
        if (own.add("known")) {
            Map<Key, MemoryCells> copy = new TreeMap<>(Key.ORDER);
            copy.putAll(known);
            known = copy;
        }
        return known;
    }

    Map<Key, MemoryCells> cellsToWrite() {
        if (own.add("cells")) {
            Map<Key, MemoryCells> copy = new TreeMap<>(Key.ORDER);
            copy.putAll(cells);
            cells = copy;
        }
        return cells;
    }

    Map<ServerIdentity, Left> leftToWrite() {
        if (own.add("left")) {
            left = new HashMap<>(left);
        }
        return left;
    }

    /** What an identity has left behind. Never changed. */
    record Left(
            List<OutboxEntry> outbox,
            List<ParkedMutation> parked,
            NavigableMap<Long, Mutation> refused,
            @Nullable Batch batch) {
        long size() {
            return (long) outbox.size() + parked.size();
        }
    }

    /** What a row was below an unsettled mutation; null if there was none. */
    record Image(@Nullable String before) {}

    /** What names a row or the subject of a mutation. */
    record Key(String collection, String key) {
        static final Comparator<Key> ORDER =
                Comparator.comparing(Key::collection).thenComparing(Key::key);

        static Key of(Mutation mutation) {
            return new Key(mutation.collection(), mutation.key());
        }
    }
}
