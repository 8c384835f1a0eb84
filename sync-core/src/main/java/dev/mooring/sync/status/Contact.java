package dev.mooring.sync.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the server was heard; each time is null if it never was. The storage keeps this with the cursor.
 *
 * @param exchange when an exchange last ended in an answer of the dialect
 * @param ack when it last acknowledged mutations
 * @param pull when a pull last came to its end
 * @param retryAt until when the server has asked for a pause. The client tries nothing by itself before that, also after a restart. Null if
 *     it has not asked, or has answered since
 */
public record Contact(
        @Nullable Instant exchange,
        @Nullable Instant ack,
        @Nullable Instant pull,
        @Nullable Instant retryAt) {
    /** Makes the contact with a server that has not asked for a pause. */
    public Contact(@Nullable Instant exchange, @Nullable Instant ack, @Nullable Instant pull) {
        this(exchange, ack, pull, null);
    }

    /** Never heard. */
    public static final Contact NONE = new Contact(null, null, null);
}
