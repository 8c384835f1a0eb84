package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A frozen batch and the one behind it, which goes out as soon as the server has taken the first one. A storage keeps both as one batch: it has
 * the members of both, as both may be at the server, and in the place of the frozen text stands one that tells them apart.
 *
 * <p>So the second one is stored before it is sent, though the first one may not be settled by then. After a crash between the two, all that
 * holds for a batch of which the server has a part holds for both together.
 *
 * @param second null if there is none
 */
record TwoBatches(Batch first, @Nullable Batch second) {
    /** No frozen text of a dialect begins so. */
    private static final String MARK = "mooring:two ";

    /** Out of what is stored. */
    static TwoBatches of(Batch stored) {
        if (!stored.wire().startsWith(MARK)) {
            return new TwoBatches(stored, null);
        }
        int end = stored.wire().indexOf('\n');
        String[] fields = stored.wire().substring(MARK.length(), end).split(" ");
        int members = Integer.parseInt(fields[0]);
        int length = Integer.parseInt(fields[1]);
        String wires = stored.wire().substring(end + 1);
        List<Long> all = stored.members();
        Batch first = new Batch(
                stored.key(),
                stored.base(),
                stored.frozenAt(),
                all.subList(0, members),
                stored.failures(),
                stored.orphaned(),
                wires.substring(0, length));
        Batch second = new Batch(
                UUID.fromString(fields[2]),
                stored.base(),
                Instant.ofEpochSecond(Long.parseLong(fields[3]), Long.parseLong(fields[4])),
                all.subList(members, all.size()),
                0,
                stored.orphaned(),
                wires.substring(length));
        return new TwoBatches(first, second);
    }

    /** As it is stored. */
    Batch stored() {
        if (second == null) {
            return first;
        }
        List<Long> all = new ArrayList<>(first.members());
        all.addAll(second.members());
        Instant at = second.frozenAt();
        String head = MARK + first.members().size() + " " + first.wire().length() + " " + second.key() + " "
                + at.getEpochSecond() + " " + at.getNano() + "\n";
        return first.of(all).withWire(head + first.wire() + second.wire());
    }

    /** The one that goes next: the second one if nothing is left of the first. */
    Batch next(StorageTx<?> tx) {
        return second == null || !tx.outbox().entries(first.members()).isEmpty() ? first : second;
    }
}
