package dev.mooring.sync.spi;

import dev.mooring.sync.ServerIdentity;

/**
 * What a transport and the server behind it can do. Core decides by these facts alone.
 *
 * @param dialect a name for logs and status
 * @param identity which history this is
 * @param origin how the server's history names this client, as in {@link dev.mooring.sync.Change#origin}; may be empty
 * @param order whether the server keeps one order in which every mutation has a place
 * @param resend whether the same batch may be sent again after an unknown end
 * @param recognisesOwn whether a pull shows which changes are this client's own
 * @param checks whether {@link Ask.Check} is answered; such a dialect's push trusts the cursor, so core checks before it
 *     pushes after every start, failure and pause
 * @param callsRide whether {@link Ask.Call} can carry mutations
 * @param keepsLog whether the confirmed log is kept by default
 * @param maxBatchCount mutations in one batch at most
 * @param maxBatchBytes bytes in one batch at most, as {@link Transport#measure} counts them; one mutation may exceed it
 *     alone
 */
public record Capabilities(
        String dialect,
        ServerIdentity identity,
        String origin,
        Order order,
        Resend resend,
        boolean recognisesOwn,
        boolean checks,
        boolean callsRide,
        boolean keepsLog,
        int maxBatchCount,
        long maxBatchBytes) {

    /**
     * Checks the bounds.
     *
     * @param dialect as in {@link Capabilities}
     * @param identity as in {@link Capabilities}
     * @param origin as in {@link Capabilities}
     * @param order as in {@link Capabilities}
     * @param resend as in {@link Capabilities}
     * @param recognisesOwn as in {@link Capabilities}
     * @param checks as in {@link Capabilities}
     * @param callsRide as in {@link Capabilities}
     * @param keepsLog as in {@link Capabilities}
     * @param maxBatchCount as in {@link Capabilities}
     * @param maxBatchBytes as in {@link Capabilities}
     * @throws IllegalArgumentException if a bound is not positive
     */
    public Capabilities {
        if (maxBatchCount < 1 || maxBatchBytes < 1) {
            throw new IllegalArgumentException("batch bounds must be positive, got " + maxBatchCount + " mutations and "
                    + maxBatchBytes + " bytes");
        }
    }

    /** How the server orders what it gets. */
    public enum Order {
        /**
         * One sequence: a batch is bound to the cursor it was frozen at, a push that is accepted proves that nothing else
         * came in between, and a foreign change takes the place of a pending mutation.
         */
        SEQUENCE,
        /** None that binds a batch: pushing and pulling are independent of each other. */
        FREE
    }

    /** What the server makes of the same batch twice. */
    public enum Resend {
        /** Nothing more than once: the same bytes may be repeated after any end. */
        SAFE,
        /** Damage: an unknown end is resolved by pulling first. */
        UNSAFE
    }

    /**
     * Whether an unknown end can be resolved at all.
     *
     * @return false if the dialect can promise no more than at-least-once
     */
    public boolean canResolve() {
        return resend == Resend.SAFE || recognisesOwn;
    }
}
