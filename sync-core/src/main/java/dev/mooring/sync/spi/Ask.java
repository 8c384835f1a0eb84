package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What core asks of the server in one exchange. */
public sealed interface Ask {
    /**
     * Where this client is.
     *
     * @return the cursor that the exchange starts from
     */
    Cursor cursor();

    /**
     * Does the server's history agree with the cursor? Moves nothing.
     *
     * @param cursor where this client is
     */
    record Check(Cursor cursor) implements Ask {}

    /**
     * What came after the cursor? Changes go to the sink. A pull from {@link Cursor#START} asks for everything, and so does each
     * pull where every one {@linkplain Capabilities#listsAll() lists all}.
     *
     * @param cursor where this client is, or {@link Cursor#START} for all there is
     */
    record Pull(Cursor cursor) implements Ask {}

    /**
     * What has the channel brought? No request is made for it: the transport hands over what its own channel has taken since it was asked
     * last, as far as that is known to be newer than every answer before. Asked only after {@link WakeUps.Listener#woken} said so, and only
     * behind a complete pull, unless it is outdated.
     *
     * @param cursor where this client is
     * @param outdated whether another process has synced this storage since, so that what the channel has kept may be older than what is
     *     here. Then nothing is handed over, what was kept is dropped, and the answer says {@link Page#more}: a pull follows. What no pull
     *     shows, the channel asks of the server anew
     */
    record Heard(Cursor cursor, boolean outdated) implements Ask {
        /**
         * What nobody else can have taken meanwhile.
         *
         * @param cursor where this client is
         */
        public Heard(Cursor cursor) {
            this(cursor, false);
        }
    }

    /**
     * A frozen batch. The transport always makes the same bytes of the same batch.
     *
     * @param key of the batch; stays the same over every resend
     * @param cursor the one that the batch was frozen at; where the answer {@linkplain Capabilities#tellsRestores() tells restores}, the one
     *     where this client is now. The bytes must not depend on that one
     * @param frozenAt when it was frozen; the stamp for dialects that stamp at send time
     * @param mutations in the order to be sent, never empty: by {@link Transport#rank}, else in outbox order; where the dialect
     *     {@linkplain Capabilities#coalesces() coalesces}, the last one of each key
     * @param wire what {@link Transport#freeze} made of it when it was frozen; empty if the dialect needs none
     */
    record Push(UUID key, Cursor cursor, Instant frozenAt, List<Mutation> mutations, String wire) implements Ask {
        public Push {
            mutations = Collections.unmodifiableList(new ArrayList<>(mutations));
            if (mutations.isEmpty()) {
                throw new IllegalArgumentException("a push needs at least one mutation");
            }
        }

        /** A batch without a frozen text. */
        public Push(UUID key, Cursor cursor, Instant frozenAt, List<Mutation> mutations) {
            this(key, cursor, frozenAt, mutations, "");
        }
    }

    /**
     * One API call, with a batch if there is one. The transport never repeats it.
     *
     * @param cursor where this client is; the batch's own if there is one
     * @param push the batch that rides with the call, or null
     * @param call the call
     */
    record Call(Cursor cursor, @Nullable Push push, ApiCall call) implements Ask {}
}
