package dev.mooring.sync.okhttp.oplog;

import org.jspecify.annotations.Nullable;

/**
 * One operation, as the server writes it.
 *
 * @param sequence its place; there are gaps between places
 * @param scope never empty
 * @param resource never empty
 * @param stamp who made it
 * @param payload JSON without spaces
 * @param unreadable what is wrong with the others, where the sequence alone can be trusted; null for a good one
 */
record Op(
        long sequence,
        String scope,
        String resource,
        Stamp stamp,
        String payload,
        @Nullable String unreadable) {
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    Op(long sequence, String scope, String resource, Stamp stamp, String payload) {
        this(sequence, scope, resource, stamp, payload, null);
    }

    /** 16 hex digits over what the server dedupes by: another operation has another, and the same always the same. */
    String fingerprint() {
        long hash = add(FNV_BASIS, stamp.actor());
        hash = add(hash, Long.toString(stamp.clock()));
        hash = add(add(hash, scope), resource);
        String digits = Long.toHexString(hash);
        return "0000000000000000".substring(digits.length()) + digits;
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return (sum ^ 0x10000) * FNV_PRIME; // No character: keeps the texts apart.
    }
}
