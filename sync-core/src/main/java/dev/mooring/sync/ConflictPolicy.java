package dev.mooring.sync;

import dev.mooring.sync.recovery.ParkedMutations;
import java.util.function.Function;

/**
 * Decides about a pending mutation that meets another writer's change. In a log the two meet at the same position; where the server
 * keeps keys, at the same key.
 *
 * <p>Own mutations that the server turns out to have (a lost ack) are no conflict and never come here. A policy is a pure
 * function: it is called on the lane thread inside the merge, possibly more than once for the same mutation when the
 * server's changes come in several slices, and must not have effects. A server that puts every mutation behind what it has
 * (an operation log) knows no conflicts, and its dialect asks no policy.
 */
@FunctionalInterface
public interface ConflictPolicy {
    /**
     * Decides one conflict.
     *
     * @param conflict the mutation and the change that it met
     * @return what becomes of the mutation
     */
    Resolution decide(Conflict conflict);

    /**
     * Decides about a pending mutation after the server's history was replaced by another one. For a mutation that was never sent,
     * core asks at once, in the transaction that installs the snapshot. For one that may have been sent, core asks when the whole new
     * history has been pulled and has not shown it.
     *
     * @param mutation pending
     * @param maybeSent whether it was sent into the old history without an answer, so that the snapshot may hold its effect
     * @return by default, what was never sent goes out into the new history, and what may have been sent is superseded: the app
     *     decides whether to {@linkplain ParkedMutations#reissue reissue} it
     */
    default Resolution replaced(Mutation mutation, boolean maybeSent) {
        return maybeSent ? Resolution.SUPERSEDE : Resolution.RESEND;
    }

    /**
     * Whether this client sends its own confirmed write again when the server shows an older one in its place. This happens with a
     * server that takes whatever arrives last.
     *
     * @return false by default
     */
    default boolean defends() {
        return false;
    }

    /**
     * The default: the server's change stands. The mutation that met it is superseded: undone locally, kept and reported. Where the
     * server keeps keys, all pending mutations of the key are superseded. The others go out behind the server's changes.
     *
     * @return the policy
     */
    static ConflictPolicy serverWins() {
        return conflict -> Resolution.SUPERSEDE;
    }

    /**
     * Nothing is superseded: pending mutations go out again behind the server's changes. Where the server changed a key
     * that has pending mutations, those are undone and redone on top, so that this device ends as every other will.
     *
     * @return the policy
     */
    static ConflictPolicy rebase() {
        return conflict -> Resolution.RESEND;
    }

    /**
     * The later write wins, by the stamps that both carry; between equal stamps the content decides. Every device comes to the
     * same answer, whatever its clock says and in whatever order the writes arrive: a write that lost is superseded, and one
     * that won and was overwritten by an older one that came late is sent again. For servers that keep keys and carry
     * stamps; in a log the stamps of other writers are unknown and the pending mutation counts as the later one.
     *
     * @return the policy
     */
    static ConflictPolicy lastWriteWins() {
        return new ConflictPolicy() {
            @Override
            public Resolution decide(Conflict conflict) {
                return conflict.later() ? Resolution.RESEND : Resolution.SUPERSEDE;
            }

            @Override
            public boolean defends() {
                return true;
            }
        };
    }

    /**
     * The app decides one by one.
     *
     * @param decision a pure function
     * @return the policy
     */
    static ConflictPolicy decide(Function<Conflict, Resolution> decision) {
        return decision::apply;
    }

    /**
     * One conflict.
     *
     * @param mutation pending here
     * @param change what the server has; perhaps a {@linkplain Change#tombstone() tombstone}
     * @param later whether the mutation is the later write of the two, by the stamps that both carry and, if those are equal,
     *     by their content; true where the server tells no stamp
     */
    record Conflict(Mutation mutation, Change change, boolean later) {}

    /** What becomes of a mutation in conflict. */
    enum Resolution {
        /** The server's change stands; the mutation is undone, kept and never sent again unless the app reissues it. */
        SUPERSEDE,
        /** The mutation is sent again, behind the server's changes. */
        RESEND
    }
}
