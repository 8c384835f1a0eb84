package dev.mooring.sync.calls;

import dev.mooring.sync.SyncReport;

/** How a {@link ApiCalls#make call} ended. Whatever the end, the call was made at most once. */
public sealed interface CallReport {
    /**
     * The API answered, with whatever status.
     *
     * @param response the API's answer
     * @param sync what happened to the mutations that rode with it
     */
    record Answered(ApiResponse response, SyncReport sync) implements CallReport {}

    /**
     * No network: the call was not made and is not queued.
     *
     * @param queued whether mutations wait; they stay in the outbox
     * @param sync the same, as a sync reports it
     */
    record Offline(boolean queued, SyncReport sync) implements CallReport {}

    /**
     * The server could not make the call, or made it and got no answer.
     *
     * @param mutationsConfirmed whether the mutations that rode with it are known to be at the server
     * @param reason the server's words
     * @param sync what happened to the mutations
     */
    record Failed(boolean mutationsConfirmed, String reason, SyncReport sync) implements CallReport {}

    /**
     * Nobody knows whether the call was made: the answer was lost. It is for the app to decide whether to call again.
     *
     * @param mutationsConfirmed whether the mutations that rode with it are known to be at the server
     * @param reason how the exchange ended
     * @param sync what happened to the mutations
     */
    record Uncertain(boolean mutationsConfirmed, String reason, SyncReport sync) implements CallReport {}

    /**
     * The call was not made, as the sync before it did not end well.
     *
     * @param sync why
     */
    record NotMade(SyncReport sync) implements CallReport {}
}
