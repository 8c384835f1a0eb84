package dev.mooring.sync;

/** Where a recorded mutation is: each ever recorded is in exactly one of these states, or was dropped by the app. */
public enum MutationState {
    /** In the outbox, not settled by the server, not in a frozen batch; perhaps waiting behind a quarantined one of its key. */
    PENDING,
    /** Member of the frozen batch: sent, or about to be sent, or sent with an unknown end. */
    IN_FLIGHT,
    /** The server has it. It is no longer in the outbox; the confirmed log, where one is kept, still shows it. */
    ACKED,
    /** Lost against the server under the conflict policy; undone locally, kept until the app reissues or drops it. */
    SUPERSEDED,
    /** Refused for good, as a rule by the server; kept with the reason, and in the app's rows, until the app retries or drops it. */
    QUARANTINED
}
