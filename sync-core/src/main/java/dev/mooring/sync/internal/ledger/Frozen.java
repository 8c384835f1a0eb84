package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frozen batch with its members.
 *
 * @param at where the client is for its sending: where the batch was frozen, or now, if the answer says what the server calls the state
 *     behind it
 * @param members in outbox order
 * @param sent what of them goes over the wire, in that order
 * @param fresh whether it was frozen just now, so that the server cannot have it
 * @param last whether it holds all that is pending
 * @param next the batch that was frozen behind it; null if there is none
 */
public record Frozen(
        Batch batch,
        Cursor at,
        List<OutboxEntry> members,
        List<OutboxEntry> sent,
        boolean fresh,
        boolean last,
        @Nullable Frozen next) {
    /** The push that sends it: the same one each time, as the batch is stored. */
    public Ask.Push ask() {
        return new Ask.Push(batch.key(), at, batch.frozenAt(), Overlay.mutations(sent), batch.wire());
    }

    /** The same at another place of the history. */
    public Frozen at(Cursor cursor) {
        return new Frozen(batch.at(cursor), cursor, members, sent, fresh, last, next);
    }

    /** The same with another batch behind it. */
    public Frozen before(@Nullable Frozen behind) {
        return new Frozen(batch, at, members, sent, fresh, last, behind);
    }

    Frozen withWire(String wire) {
        return wire.isEmpty() ? this : new Frozen(batch.withWire(wire), at, members, sent, fresh, last, next);
    }
}
