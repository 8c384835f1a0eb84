package dev.mooring.sync.kotlin

import dev.mooring.sync.RetryPolicy
import dev.mooring.sync.status.Thresholds
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/**
 * How long to wait between attempts. What is not given is as in [RetryPolicy.DEFAULT].
 *
 * @param first upper bound of the first wait; positive
 * @param cap upper bound of every wait of the client's own making; [first] or more
 * @param retryAfterCap the longest wait that a server can ask for; not negative
 * @return the policy
 * @throws IllegalArgumentException if a value is out of bounds
 */
public fun retryPolicy(
    first: Duration = RetryPolicy.DEFAULT.first().toKotlinDuration(),
    cap: Duration = RetryPolicy.DEFAULT.cap().toKotlinDuration(),
    retryAfterCap: Duration = RetryPolicy.DEFAULT.retryAfterCap().toKotlinDuration(),
): RetryPolicy = RetryPolicy(first.toJavaDuration(), cap.toJavaDuration(), retryAfterCap.toJavaDuration())

/**
 * How long something has to last before a status shows it. What is not given is as in [Thresholds.DEFAULT].
 *
 * @param grace how long beyond the poll interval the server may be silent
 * @param ackStale how long mutations may be pending without any acknowledgement before a warning
 * @param pendingStale how old a pending mutation may be before a warning
 * @param rapid failures that follow one another within this time count as rapid
 * @param rapidFailures how many rapid failures make a client stuck; at least 1
 * @param stuckAfter how long attempts may fail while mutations are pending before the client is stuck
 * @param clockOff how far a clock may be off before a warning
 * @return the thresholds
 * @throws IllegalArgumentException if a value is not positive
 */
public fun thresholds(
    grace: Duration = Thresholds.DEFAULT.grace().toKotlinDuration(),
    ackStale: Duration = Thresholds.DEFAULT.ackStale().toKotlinDuration(),
    pendingStale: Duration = Thresholds.DEFAULT.pendingStale().toKotlinDuration(),
    rapid: Duration = Thresholds.DEFAULT.rapid().toKotlinDuration(),
    rapidFailures: Int = Thresholds.DEFAULT.rapidFailures(),
    stuckAfter: Duration = Thresholds.DEFAULT.stuckAfter().toKotlinDuration(),
    clockOff: Duration = Thresholds.DEFAULT.clockOff().toKotlinDuration(),
): Thresholds =
    Thresholds(
        grace.toJavaDuration(),
        ackStale.toJavaDuration(),
        pendingStale.toJavaDuration(),
        rapid.toJavaDuration(),
        rapidFailures,
        stuckAfter.toJavaDuration(),
        clockOff.toJavaDuration(),
    )
