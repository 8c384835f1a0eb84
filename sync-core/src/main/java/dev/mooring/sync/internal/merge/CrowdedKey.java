package dev.mooring.sync.internal.merge;

import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Works out, in a read transaction, what one change does to a key with very many unsettled mutations, where the server keeps keys.
 * It is then done in slices, so that no other writer waits for more than one slice.
 *
 * <p>The mutations that leave do so oldest first, one slice in a transaction, the last slice together with the change. Until then
 * the row is the confirmed state with the remaining ones on top, so it shows what the app wrote last. Crash points:
 * <ul>
 *   <li>they lost to the change: those of the slices before are superseded and listed. The change is not confirmed and the cursor
 *       has not moved, so the next pull brings it, or a newer one, before the rest;
 *   <li>the server turned out to have one of them: those before it are acknowledged, which they are whatever comes next, as the
 *       server has the last state of them. The next pull shows it again, or what has replaced it since.
 * </ul>
 * What was worked out stays true meanwhile, as in {@code FoldedKeys}: entries are only added behind it, and taken away by the lane
 * alone. Those added meanwhile are decided with the last slice.
 */
public final class CrowdedKey {
    /** How many leave in one transaction. */
    static final int SLICE = 256;

    /** So often it is worked out anew, as others of the key came back into the outbox; then the key is merged as a whole. */
    private static final int ATTEMPTS = 20;

    private final Key key;
    private final long last;
    private final boolean ours;
    private final boolean whole;
    private final String reason;
    private final List<Span> leaving = new ArrayList<>();
    private long staying;
    private long left;

    private CrowdedKey(Key key, long last, boolean ours, boolean whole, String reason) {
        this.key = key;
        this.last = last;
        this.ours = ours;
        this.whole = whole;
        this.reason = reason;
    }

    /** All entries of the key from one number to another. */
    private record Span(long first, long last) {}

    /** What to know of a key. */
    private record Question(Missing missing, Incoming incoming, boolean folds, int attempt) {
        public Key key() {
            return missing.key;
        }

        Verdicts verdicts() {
            return missing.verdicts;
        }

        KeyRule rule() {
            return missing.rule;
        }

        List<Candidate> candidates(List<OutboxEntry> entries) {
            return Candidate.all(missing.transport, entries);
        }
    }

    private static CrowdedKey read(StorageTx<?> tx, Question asked) {
        Key key = asked.key();
        boolean refused =
                !tx.parked().refused(key.collection(), key.key(), 0, 1, 1).isEmpty();
        Confirmed before = tx.confirmed().get(key.collection(), key.key());
        long[] ends = ends(tx, asked, KeyRule.isNoNews(before, asked.incoming()));
        boolean ours = ends[1] > 0;
        CrowdedKey crowd = new CrowdedKey(
                key,
                ends[0],
                ours,
                asked.attempt() > ATTEMPTS || (refused && ours) || !(ours || asked.folds()),
                KeyRule.lostTo(asked.incoming()));
        if (crowd.whole || ends[0] == 0) {
            return crowd;
        }
        boolean foreign = asked.rule().isForeign(before, asked.incoming());
        boolean decides = !ours && foreign && !KeyRule.isNoNews(before, asked.incoming());
        crowd.decide(tx, asked, ours ? ends[1] : decides ? ends[0] : 0);
        return crowd;
    }

    /** The number of the last entry, and of the first that asks for the very state. */
    private static long[] ends(StorageTx<?> tx, Question asked, boolean noNews) {
        long[] ends = {0, 0};
        while (true) {
            List<OutboxEntry> chunk = chunk(tx, asked.key(), ends[0]);
            if (chunk.isEmpty()) {
                return ends;
            }
            ends[0] = chunk.get(chunk.size() - 1).seq();
            if (noNews || ends[1] > 0) {
                continue;
            }
            for (Candidate candidate : asked.candidates(chunk)) {
                if (asked.rule().isOurs(candidate, asked.incoming())) {
                    ends[1] = candidate.entry().seq();
                    break;
                }
            }
        }
    }

    private void decide(StorageTx<?> tx, Question asked, long end) {
        long after = 0;
        long first = 0;
        while (true) {
            List<OutboxEntry> chunk = chunk(tx, key, after);
            List<Resolution> verdicts = ours ? Collections.emptyList() : verdicts(asked, chunk, end);
            for (int i = 0; i < chunk.size(); i++) {
                long seq = chunk.get(i).seq();
                boolean leaves = seq <= end && (ours || verdicts.get(i) == Resolution.SUPERSEDE);
                if (!leaves) {
                    span(first, after);
                    first = 0;
                    staying = seq;
                } else {
                    first = first == 0 ? seq : first;
                    left++;
                }
                after = seq;
            }
            if (chunk.isEmpty() || (staying > 0 && after > end)) {
                span(first, after);
                return;
            }
        }
    }

    /** On those up to the end, which come first. */
    private static List<Resolution> verdicts(Question asked, List<OutboxEntry> chunk, long end) {
        List<OutboxEntry> met = new ArrayList<>(chunk);
        met.removeIf(entry -> entry.seq() > end);
        return asked.verdicts().on(KeyRule.conflicts(asked.candidates(met), asked.incoming()));
    }

    private void span(long first, long end) {
        if (first > 0) {
            leaving.add(new Span(first, end));
        }
    }

    private static List<OutboxEntry> chunk(StorageTx<?> tx, Key key, long after) {
        return tx.outbox().unsettled(key.collection(), key.key(), after, SLICE, Chunk.BYTES);
    }

    /** Whether it is of this key, and still as it was worked out. */
    public boolean isTrue(StorageTx<?> tx, Key of) {
        return key.equals(of)
                && last > 0
                && !tx.outbox().entries(Collections.singletonList(last)).isEmpty();
    }

    /** Whether the key has to be merged with all that is pending of it at once. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether so many leave that not all of them may leave with the change. */
    public boolean isTooMany() {
        return !whole && left > SLICE;
    }

    /** The oldest ones of those that leave. */
    public Transition next(StorageTx<?> tx) {
        List<OutboxEntry> next = leaving(tx, false);
        return ours
                ? Transition.acknowledge(tx.cursor().state(), next)
                : Transition.supersede(tx.cursor().state(), next, reason);
    }

    /** They have left. */
    public void left(Transition gone) {
        long end = 0;
        for (OutboxEntry entry : gone.acked()) {
            end = Math.max(end, entry.seq());
        }
        for (Parked parked : gone.superseded()) {
            end = Math.max(end, parked.entry().seq());
        }
        long passed = end;
        left -= gone.acked().size() + gone.superseded().size();
        leaving.removeIf(span -> span.last() <= passed);
    }

    /** The first of them, no more than a slice and than can be held in memory. */
    private List<OutboxEntry> leaving(StorageTx<?> tx, boolean all) {
        List<OutboxEntry> found = new ArrayList<>();
        Iterator<Span> spans = leaving.iterator();
        Span span = spans.hasNext() ? spans.next() : null;
        long after = 0;
        while (span != null && (all || found.isEmpty())) {
            List<OutboxEntry> chunk = chunk(tx, key, Math.max(after, span.first() - 1));
            for (OutboxEntry entry : chunk) {
                after = entry.seq();
                while (span != null && span.last() < after) {
                    span = spans.hasNext() ? spans.next() : null;
                }
                if (span != null && span.first() <= after) {
                    found.add(entry);
                }
            }
            if (chunk.isEmpty()) {
                return found;
            }
        }
        return found;
    }

    /** What the merge of the change has to see: those that still leave, one of those that stay, and what was added since. */
    public List<OutboxEntry> members(StorageTx<?> tx) {
        List<OutboxEntry> members = leaving(tx, true);
        if (ours) {
            return members; // The last of them is what the server has.
        }
        if (staying > 0) {
            members.addAll(tx.outbox().entries(Collections.singletonList(staying)));
            members.sort(Comparator.comparingLong(OutboxEntry::seq));
        }
        long after = last;
        while (true) {
            List<OutboxEntry> added = chunk(tx, key, after);
            if (added.isEmpty()) {
                return members;
            }
            members.addAll(added);
            after = added.get(added.size() - 1).seq();
        }
    }

    /** A slice in parts, such that each change of a key is alone. */
    public static List<List<Incoming>> apart(List<Incoming> slice, Key key) {
        List<List<Incoming>> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < slice.size(); i++) {
            if (Key.of(slice.get(i)).equals(key)) {
                if (from < i) {
                    parts.add(slice.subList(from, i));
                }
                parts.add(slice.subList(i, i + 1));
                from = i + 1;
            }
        }
        if (from < slice.size()) {
            parts.add(slice.subList(from, slice.size()));
        }
        return parts;
    }

    /** What was decided of them, about which the policy is not asked again. */
    public Map<UUID, Resolution> decided(List<OutboxEntry> members) {
        Map<UUID, Resolution> decided = new HashMap<>();
        for (OutboxEntry member : members) {
            if (member.seq() <= last) {
                boolean stays = member.seq() == staying;
                decided.put(member.mutation().id(), stays ? Resolution.RESEND : Resolution.SUPERSEDE);
            }
        }
        return decided;
    }

    /** A key has very many unsettled mutations and was not read; the transaction is rolled back and begins again. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Key key;
        private final transient Transport transport;
        private final transient Verdicts verdicts;
        private final transient KeyRule rule;

        /** Says which key, and what is needed to read it. */
        public Missing(Key key, Transport transport, Verdicts verdicts, KeyRule rule) {
            super("a key has very many unsettled mutations; it is read first", null, false, false);
            this.key = key;
            this.transport = transport;
            this.verdicts = verdicts;
            this.rule = rule;
        }

        /**
         * Works out what a change does to them; not inside a write transaction.
         *
         * @param folds whether the app's handler folds what it undoes
         * @param attempt how often that was tried, from 1 on
         */
        public CrowdedKey read(StorageTx<?> tx, Incoming incoming, boolean folds, int attempt) {
            return CrowdedKey.read(tx, new Question(this, incoming, folds, attempt));
        }

        public Key key() {
            return key;
        }
    }
}
