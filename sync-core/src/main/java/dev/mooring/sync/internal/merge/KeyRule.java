package dev.mooring.sync.internal.merge;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change of the server is to its key, where the server keeps keys and no log. Pure.
 *
 * @param defends whether the policy sends an own confirmed write again in whose place the server shows an older one, so that stamps
 *     decide
 * @param holdsAged whether a state that is older than the confirmed one, by its writer's stamp, waits: the server may have been
 *     restored from an older copy
 */
public record KeyRule(boolean defends, boolean holdsAged) {
    /** One of these, tried in this order. */
    public enum Kind {
        /** Something is gone that was never here. */
        UNKNOWN,
        /** The state that is confirmed already. */
        NO_NEWS,
        /** An older state than the confirmed one, which waits. */
        AGED,
        /** The state that a pending mutation asks for. */
        OURS,
        /** An older state than the one that this client wrote and the server had confirmed, under a policy that defends. */
        LATE,
        /** Another writer's. Each pending mutation of the key is in conflict with it. */
        FOREIGN
    }

    /**
     * A change and what it is.
     *
     * @param before what is confirmed of the key, or null
     * @param waiting pending mutations of the key, in outbox order
     * @param ours how many of them the change acknowledges, as it is the state that the last of these asks for
     * @param older whether its writer's stamp is older than the confirmed one
     */
    public record News(
            Kind kind,
            Incoming incoming,
            @Nullable Confirmed before,
            List<Candidate> waiting,
            int ours,
            boolean older) {
        /** What the policy has to decide before it is taken in, in outbox order. */
        public List<Conflict> conflicts() {
            return kind == Kind.FOREIGN ? KeyRule.conflicts(waiting, incoming) : Collections.emptyList();
        }
    }

    /**
     * The same for keys of a collection that no listing shows, if that is so: there no older state waits, as no pull tells why it is one.
     *
     * @param unlisted whether it is so
     */
    public KeyRule of(boolean unlisted) {
        return unlisted && holdsAged ? new KeyRule(defends, false) : this;
    }

    /** Says what a change is to its key, of which this is confirmed, or null, and these mutations are pending in outbox order. */
    News judge(@Nullable Confirmed before, List<Candidate> waiting, Incoming incoming) {
        if (before == null && incoming.change().tombstone() && waiting.isEmpty()) {
            return new News(Kind.UNKNOWN, incoming, null, waiting, 0, false);
        }
        if (isNoNews(before, incoming)) {
            return new News(Kind.NO_NEWS, incoming, before, waiting, 0, false);
        }
        int ours = matching(waiting, incoming) + 1;
        boolean older = ours == 0 && before != null && isOlder(incoming, before);
        Kind kind = ours > 0
                ? Kind.OURS
                : older && holdsAged
                        ? Kind.AGED
                        : before != null && isLate(before, incoming) ? Kind.LATE : Kind.FOREIGN;
        return new News(kind, incoming, before, waiting, ours, older);
    }

    private int matching(List<Candidate> waiting, Incoming incoming) {
        for (int i = 0; i < waiting.size(); i++) {
            if (isOurs(waiting.get(i), incoming)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a pending mutation asks for the very state that the server tells. */
    boolean isOurs(Candidate candidate, Incoming incoming) {
        return isSame(candidate.echo(), candidate.entry().mutation().payload(), incoming)
                && !isOutdated(candidate, incoming);
    }

    /**
     * Whether what the server tells of a key that has pending mutations is foreign, if it is the state of none of them.
     *
     * @param before what is confirmed of the key, or null
     */
    boolean isForeign(@Nullable Confirmed before, Incoming incoming) {
        return before == null || !((holdsAged && isOlder(incoming, before)) || isLate(before, incoming));
    }

    /** Whether it is what is confirmed already. */
    public static boolean isNoNews(@Nullable Confirmed before, Incoming incoming) {
        return before != null && isSame(before.echo(), before.change().payload(), incoming);
    }

    /**
     * The same state, but by an earlier writer: where stamps decide, the others have to learn this client's write with its own
     * stamp.
     */
    private boolean isOutdated(Candidate candidate, Incoming incoming) {
        Instant told = incoming.stamp();
        return defends && told != null && candidate.stamp().isAfter(told);
    }

    /** By the echo, or where the server tells none, by the very text. */
    private static boolean isSame(String echo, String payload, Incoming incoming) {
        return incoming.echo().isEmpty() ? payload.equals(incoming.change().payload()) : echo.equals(incoming.echo());
    }

    private static boolean isOlder(Incoming incoming, Confirmed than) {
        Instant stamp = than.stamp();
        Instant told = incoming.stamp();
        return stamp != null && told != null && told.isBefore(stamp);
    }

    private boolean isLate(Confirmed before, Incoming incoming) {
        Instant stamp = before.stamp();
        return defends
                && before.own()
                && stamp != null
                && incoming.stamp() != null
                && isLater(stamp, before.echo(), incoming);
    }

    /** Of two stamps the later, of two equal ones the greater content: the same answer on every device. */
    private static boolean isLater(Instant stamp, String echo, Incoming than) {
        Instant other = than.stamp();
        int order = other == null ? 1 : stamp.compareTo(other);
        return order > 0 || (order == 0 && echo.compareTo(than.echo()) > 0);
    }

    /** Each pending mutation of the key with a foreign change. */
    static List<Conflict> conflicts(List<Candidate> waiting, Incoming incoming) {
        List<Conflict> conflicts = new ArrayList<>(waiting.size());
        for (Candidate candidate : waiting) {
            boolean later = isLater(candidate.stamp(), candidate.echo(), incoming);
            conflicts.add(new Conflict(candidate.entry().mutation(), incoming.change(), later));
        }
        return conflicts;
    }

    /** Why a mutation is superseded. */
    static String lostTo(Incoming incoming) {
        Change change = incoming.change();
        return "the server has " + change.kind() + " " + change.collection() + "/" + change.key()
                + " of another writer";
    }
}
