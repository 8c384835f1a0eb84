package dev.mooring.sync.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the server was heard; each null if never. Kept with the cursor.
 *
 * @param exchange when an exchange last ended in an answer of the dialect
 * @param ack when it last acknowledged mutations
 * @param pull when a pull last came to its end
 * @param retryAt until when the server has asked to be left alone, and nothing is tried by itself, also after a restart; null if it
 *     has not, or has answered since
 */
public record Contact(
        @Nullable Instant exchange,
        @Nullable Instant ack,
        @Nullable Instant pull,
        @Nullable Instant retryAt) {
    /** Of a server that has not asked to be left alone. */
    public Contact(@Nullable Instant exchange, @Nullable Instant ack, @Nullable Instant pull) {
        this(exchange, ack, pull, null);
    }

    /** Never heard. */
    public static final Contact NONE = new Contact(null, null, null);
}
