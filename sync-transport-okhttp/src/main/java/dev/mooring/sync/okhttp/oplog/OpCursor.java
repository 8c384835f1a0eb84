package dev.mooring.sync.okhttp.oplog;

import dev.mooring.sync.Cursor;

/**
 * The token of this dialect, such as {@code 42:9f3ac0de01234567:2373f640-97b8-461c-ba47-b203acb15f18}: the highest sequence
 * that was received and applied, a fingerprint of the operation there, and the key of the generation. Never a number that a
 * reply merely names: it may cover operations that this client has not been shown (§1.4, §1.5, hole H).
 *
 * @param sequence 0 before the first operation of a generation
 * @param fingerprint empty where unknown
 * @param key of the generation, never empty
 */
record OpCursor(long sequence, String fingerprint, String key) {
    static OpCursor begin(String key) {
        return new OpCursor(0, "", key);
    }

    static OpCursor of(Cursor cursor) {
        String token = cursor.token();
        int first = token.indexOf(':');
        int second = token.indexOf(':', first + 1);
        if (first > 0 && second > 0 && second + 1 < token.length()) {
            try {
                long sequence = Long.parseLong(token.substring(0, first));
                if (sequence >= 0) {
                    return new OpCursor(sequence, token.substring(first + 1, second), token.substring(second + 1));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not a cursor of an op log: " + token, e);
            }
        }
        throw new IllegalArgumentException("not a cursor of an op log: " + token);
    }

    OpCursor after(Op op) {
        // A later version may read more of it, and must not take that for another operation.
        return new OpCursor(op.sequence(), op.unreadable() == null ? op.fingerprint() : "", key);
    }

    /** Whether this operation may be the one at the cursor. */
    boolean matches(Op op) {
        return op.sequence() == sequence && (fingerprint.isEmpty() || fingerprint.equals(op.fingerprint()));
    }

    Cursor cursor() {
        return new Cursor(sequence + ":" + fingerprint + ":" + key);
    }
}
