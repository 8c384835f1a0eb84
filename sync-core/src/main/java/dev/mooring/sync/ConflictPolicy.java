package dev.mooring.sync;

import java.util.function.Function;

/**
 * Decides about a pending mutation whose place in the server's history somebody else has taken.
 *
 * <p>Own mutations that the server turns out to have (a lost ack) are no conflict and never come here. A policy is a pure
 * function: it is called on the lane thread inside the merge, possibly more than once for the same mutation when the
 * server's changes come in several slices, and must not have effects.
 */
@FunctionalInterface
public interface ConflictPolicy {
    /**
     * Decides one conflict.
     *
     * @param conflict the mutation and the change that took its place
     * @return what becomes of the mutation
     */
    Resolution decide(Conflict conflict);

    /**
     * The default: a mutation whose place is taken is superseded, undone locally, kept and reported; the others go out
     * again behind the server's changes.
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
     * @param change what the server has in its place
     */
    record Conflict(Mutation mutation, Change change) {}

    /** What becomes of a mutation in conflict. */
    enum Resolution {
        /** The server's change stands; the mutation is undone, kept and never sent again unless the app reissues it. */
        SUPERSEDE,
        /** The mutation is sent again, behind the server's changes. */
        RESEND
    }
}
