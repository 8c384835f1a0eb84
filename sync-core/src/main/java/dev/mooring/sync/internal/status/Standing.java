package dev.mooring.sync.internal.status;

import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.Contact;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a storage holds, read in one go. */
public record Standing(
        Counted counted,
        long heldBack,
        long inFlight,
        @Nullable Instant pendingSince,
        Contact contact,
        /**
         * Reads it.
         *
         * @param number of the count, from {@link StatusBoard#nextCount()}: of two standings the one with the greater number is the newer one
         */
        @Nullable Instant rebuilding) {
    public static Standing of(StorageTx<?> tx, long number) {
        Batch batch = tx.outbox().batch();
        Rebuild rebuild = OptionalRoles.rebuild(tx);
        List<OutboxEntry> oldest = tx.outbox().unsettled(0, 1, 1);
        return new Standing(
                Counted.all(tx, number),
                tx.cursor().state().held().rows(),
                batch == null ? 0 : tx.outbox().entries(batch.members()).size(),
                oldest.isEmpty() ? null : oldest.get(0).mutation().createdAt(),
                tx.cursor().contact(),
                rebuild == null ? null : rebuild.begunAt());
    }
}
