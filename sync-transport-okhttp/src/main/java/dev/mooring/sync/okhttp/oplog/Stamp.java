package dev.mooring.sync.okhttp.oplog;

import dev.mooring.sync.Mutation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who made an operation and when, by the writer's own counting: with scope and resource the server's dedupe key (§1.4).
 *
 * <p>A pure function of a mutation's id and never stored, so there is no counter that could be lost, restored from an older
 * copy or reset with a list (hole D). The last 62 bits of an id name one run of one client: the actor. Milliseconds and
 * counter before them ascend within a run: the clock, of 53 bits at most, as other clients read it as a double. An older copy
 * of the database is opened by another run, and so by another actor.
 *
 * <p>An id of any other make is an actor of its own with the clock 1. Either way two ids never share a stamp, and a stamp
 * tells its id.
 *
 * @param actor never empty
 * @param clock above 0
 */
record Stamp(String actor, long clock) {
    private static final int COUNTER_BITS = 11;
    private static final long COUNTER = (1L << COUNTER_BITS) - 1;
    private static final long MAX_CLOCK = (1L << 53) - 1;
    private static final int RUN_DIGITS = 16;
    private static final int ID_CHARS = 36;

    static Stamp of(Mutation mutation) {
        UUID id = mutation.id();
        long high = id.getMostSignificantBits();
        long clock = high >>> 16 << COUNTER_BITS | (high & COUNTER);
        Stamp stamp = new Stamp(run(id.getLeastSignificantBits()), clock);
        boolean whole = clock > 0 && clock <= MAX_CLOCK && id.equals(stamp.id());
        return whole ? stamp : new Stamp(id.toString(), 1);
    }

    /** The id that has this stamp, or null if it is not one of ours. */
    @Nullable
    UUID id() {
        if (actor.length() == RUN_DIGITS && isLowerHex(actor) && clock > 0 && clock <= MAX_CLOCK) {
            long low = Long.parseUnsignedLong(actor, 16);
            return new UUID(clock >>> COUNTER_BITS << 16 | 0x7000 | (clock & COUNTER), low);
        }
        if (actor.length() != ID_CHARS || clock != 1) {
            return null;
        }
        try {
            UUID id = UUID.fromString(actor);
            return id.toString().equals(actor) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As {@code Long.toHexString}, with all its digits. */
    private static String run(long bits) {
        StringBuilder digits = new StringBuilder(RUN_DIGITS);
        for (int shift = 60; shift >= 0; shift -= 4) {
            digits.append(Character.forDigit((int) (bits >>> shift) & 15, 16));
        }
        return digits.toString();
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
