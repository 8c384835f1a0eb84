package dev.mooring.sync.recovery;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The ways out of trouble, from {@link SyncClient#recovery}: check the database, fetch the server's state anew, save what is not
 * at the server, and go over to another user.
 *
 * <p>Thread-safe. Everything runs on the calling thread, except the fetching of a rebuild. Every method throws
 * {@link StorageException} if the storage cannot be opened or fails, and {@link IllegalStateException} after
 * {@link SyncClient#close}.
 */
public interface Recovery {
    /**
     * Looks for damage in the local database: the whole file, and the library's own tables. Takes time in proportion to the file's
     * size. If it finds faults, the status shows {@link SyncStatus.Warning#DATABASE_UNWELL} until a later check finds none.
     *
     * @return what was found
     */
    CheckReport check();

    /**
     * Says what a {@linkplain #rebuild rebuild} would do. Changes nothing.
     *
     * @param plan what is kept and what is dropped
     * @return counts as of now
     */
    RebuildPreview preview(RebuildPlan plan);

    /**
     * Fetches the server's state anew beside the old one, and puts it in the old one's place in one transaction. The pending
     * mutations are {@linkplain ChangeHandler#redo written} on top. Use it to leave {@link SyncStatus.State#INCOMPATIBLE}, or when
     * the app wants to be sure of its data.
     *
     * <p>Mutations that were never acknowledged are kept, unless the plan drops them. The export is written before anything else
     * happens. Until the swap the app works with the old state, and may write; nothing is pushed. If the server cannot be reached, or
     * the process dies, the next sync goes on with the rebuild, also that of a later client. {@link #cancelRebuild} calls it off
     * until the swap.
     *
     * <p>In the swap the handler's {@link ChangeHandler.Resetting#reset} gets an empty snapshot, or the server's. Then it gets every change
     * that the server has, this client's own ones included. Mutations that are found at the server are acknowledged. What the plan
     * drops is dropped with the swap, and only what was there when the rebuild began.
     *
     * @param plan what is kept, what is dropped, and where the export goes
     * @return how the first attempt ended; completes on the lane thread, never exceptionally
     * @throws UncheckedIOException if the export cannot be written; nothing was begun
     * @throws IllegalStateException if a rebuild is under way already, or the handler has no reset
     */
    CompletableFuture<RebuildReport> rebuild(RebuildPlan plan);

    /**
     * Calls off a rebuild that has not swapped yet. All is as it was, and what the plan would have dropped is there.
     *
     * @return whether there was one
     */
    boolean cancelRebuild();

    /**
     * Writes all mutations that the server has not acknowledged, and all parked ones, to a file of JSON lines. {@link ExportFile}
     * describes its form. Payloads are in it, credentials are not.
     *
     * @param file created or replaced, whole or not at all
     * @return how many mutations
     * @throws UncheckedIOException if it cannot be written
     */
    long exportTo(Path file);

    /**
     * Takes mutations in from an export, under their own ids, all of them or none. Those that were pending are pending again, and are
     * {@linkplain ChangeHandler#redo written} again. The parked ones are parked. One that is here already is passed over.
     *
     * <p>Take an export in once only. Mutations that were sent after the export was written would be sent again. One that may have
     * been sent before is recognised by the first pull of a storage that has not synced yet; in a storage that has, it is kept as
     * superseded, for the app to decide.
     *
     * @param file of {@link #exportTo}, of a rebuild or of a salvage
     * @return what became of them
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it is no such file, naming the line, or is another identity's
     */
    ImportReport importFrom(Path file);

    /**
     * Goes over to another user, or to another server of the same dialect. The present user's unsettled mutations are drained, parked
     * or dropped, as the app says. All rows that came from the server go ({@link ChangeHandler.Resetting#reset}). Mutations that were parked for
     * the next user earlier come back: they are in the rows again, and are sent once the server's whole history has been fetched. A
     * rebuild that is under way is called off.
     *
     * <p>The handing over is one transaction. Nothing that was recorded for one user is ever sent as the other, whenever the process
     * dies.
     *
     * <p>The client is switched off meanwhile: what runs is cancelled, and futures complete as interrupted. Afterwards it goes on if
     * it was started and was not {@linkplain dev.mooring.sync.SyncClient#flushAndStop about to stop}, with the same listener. A write that another thread makes meanwhile is the present user's. If it comes too late
     * for this, it is refused with a {@link StorageException} of kind {@code OTHER_IDENTITY}.
     *
     * <p>Blocks the calling thread. A drain takes as long as its deadline at most, the rest as long as the close timeout and one
     * transaction. Never call it on the lane's thread, nor inside a write.
     *
     * @param next the way to the server, as the next user; owned by the client from here on, and closed if nobody was switched
     * @param how what becomes of unsettled mutations
     * @return whether it went over, and what became of whose mutations
     * @throws StorageException if the storage fails, or another process syncs it; all is as it was
     * @throws IllegalStateException inside a write, on the lane's thread, or if the handler has no reset
     * @throws IllegalArgumentException if the next identity is the present one, or speaks another dialect
     */
    UserSwitch.Report switchUser(Transport next, UserSwitch how);
}
