package dev.mooring.sync.internal.history;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.Batch;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was sent once and answered with another history, so that no history has taken it. Only this process knows that.
 *
 * @param batch its key; null if there is none
 * @param instead before the new history that it was answered with; another one, behind that, may hold the batch in its snapshot
 */
public record Refused(@Nullable UUID batch, @Nullable Cursor instead) {
    /** No batch is known to have been refused. */
    public static final Refused NONE = new Refused(null, null);

    /** Whether a history may hold the batch that was sent into another one. */
    public boolean mayHold(Batch sent) {
        return !sent.key().equals(batch);
    }

    /** The batch is about to be sent. If it was refused before, that says nothing about this sending. */
    public Refused sending(Batch next) {
        return mayHold(next) ? this : NONE;
    }
}
