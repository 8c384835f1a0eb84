package dev.mooring.sync.internal.merge;

import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unsettled entries that no change has been matched with yet.
 *
 * <p>Without ids on the wire two mutations can look alike. Then the older one is matched first, and each change matches one.
 */
final class Unmatched {
    private final List<Candidate> candidates;
    private final Map<String, ArrayDeque<OutboxEntry>> byEcho = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();

    Unmatched(List<Candidate> candidates) {
        this.candidates = candidates;
        List<OutboxEntry> entries = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            entries.add(candidate.entry());
            if (!candidate.echo().isEmpty()) {
                byEcho.computeIfAbsent(candidate.echo(), echo -> new ArrayDeque<>(2))
                        .add(candidate.entry());
            }
        }
        checkAscending(entries);
    }

    /** The oldest entry with this echo, or null. */
    @Nullable
    OutboxEntry take(String echo) {
        ArrayDeque<OutboxEntry> alike = byEcho.get(echo);
        OutboxEntry entry = alike == null ? null : alike.poll();
        if (entry != null) {
            taken.add(entry.seq());
        }
        return entry;
    }

    /** What is left, in outbox order. */
    ArrayDeque<OutboxEntry> inOrder() {
        ArrayDeque<OutboxEntry> left = new ArrayDeque<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (!taken.contains(candidate.entry().seq())) {
                left.add(candidate.entry());
            }
        }
        return left;
    }

    static void checkAscending(List<OutboxEntry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i - 1).seq() >= entries.get(i).seq()) {
                throw new IllegalStateException("outbox entries "
                        + entries.get(i - 1).seq() + " and " + entries.get(i).seq() + " are out of order");
            }
        }
    }
}
