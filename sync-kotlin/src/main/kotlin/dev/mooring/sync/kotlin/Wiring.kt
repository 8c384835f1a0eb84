package dev.mooring.sync.kotlin

import dev.mooring.sync.ChangeHandler
import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.Connectivity
import dev.mooring.sync.RetryPolicy
import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncClientBuilder
import dev.mooring.sync.live.Live
import dev.mooring.sync.recovery.UserSwitch
import dev.mooring.sync.spi.Scheduler
import dev.mooring.sync.spi.Transport
import dev.mooring.sync.spi.WakeUps
import dev.mooring.sync.spi.storage.Storage
import dev.mooring.sync.status.SyncListener
import dev.mooring.sync.status.Thresholds
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Builds a client with the handler that the storage brings itself, such as one whose tables are synced. Does no I/O; the storage is opened
 * by the first use.
 *
 * @param storage the app's database; the client closes it
 * @param transport the way to the server; the client closes it
 * @param settings what differs from the defaults
 * @return the client, not started
 * @throws IllegalArgumentException if the storage brings no handler, a value is out of bounds, or the dialect can promise no more than
 *   at-least-once and that was not accepted
 */
public fun <DB : Any> syncClient(storage: Storage<DB>, transport: Transport, settings: SyncClientSettings.() -> Unit = {}): SyncClient<DB> =
    SyncClient.builder(storage, transport).built(settings)

/**
 * Builds a client with the app's own handler. Does no I/O; the storage is opened by the first use.
 *
 * @param storage the app's database; the client closes it
 * @param transport the way to the server; the client closes it
 * @param handler the app's side of a pull
 * @param settings what differs from the defaults
 * @return the client, not started
 * @throws IllegalArgumentException if a value is out of bounds, or the dialect can promise no more than at-least-once and that was not
 *   accepted
 */
public fun <DB : Any> syncClient(
    storage: Storage<DB>,
    transport: Transport,
    handler: ChangeHandler<DB>,
    settings: SyncClientSettings.() -> Unit = {},
): SyncClient<DB> = SyncClient.builder(storage, transport, handler).built(settings)

private fun <DB : Any> SyncClientBuilder<DB>.built(settings: SyncClientSettings.() -> Unit): SyncClient<DB> {
    SyncClientSettings().apply(settings).putInto(this)
    return build()
}

/** Keeps the block of one [syncClient] from reaching into another one around it. */
@DslMarker @Target(AnnotationTarget.CLASS) public annotation class SyncClientDsl

/**
 * What a [syncClient] can be told: the settings of [SyncClientBuilder], by the same names. What is left null has the builder's default. Not
 * thread-safe. A value that is out of bounds is refused when the block has ended.
 */
@SyncClientDsl
public class SyncClientSettings internal constructor() {
    /** Who wins a conflict; [ConflictPolicy.serverWins] by default. */
    public var conflicts: ConflictPolicy? = null

    /** Whether what was refused for good stays in the app's rows; [SyncClient.RefusedWrites.STAY] by default. */
    public var refusedWrites: SyncClient.RefusedWrites? = null

    /** How long to wait between attempts; [RetryPolicy.DEFAULT] by default. */
    public var retries: RetryPolicy? = null

    /** Pulls at this interval, which is positive; off by default, and 30 s by default where the client has a channel. */
    public var pollEvery: Duration? = null

    /** The channel that wakes the client, in the place of the transport's own one; by default that one, if the transport has any. */
    public var wakeUps: WakeUps? = null

    /** How the channel is used; [Live.DEFAULT] by default, [Live.OFF] for no channel. */
    public var live: Live? = null

    /** How long the client waits after a local write before it sends it; zero or more, 50 ms by default. */
    public var debounce: Duration? = null

    /** How often the client looks at the outbox by itself; positive, 30 s by default. */
    public var mopUpEvery: Duration? = null

    /** Whether confirmed changes are kept in the log; by default as the dialect asks, and not where the storage brings the handler. */
    public var keepLog: Boolean? = null

    /** How many of the last positions of the log are kept; at least 1, all of them by default. */
    public var keepLogOf: Long? = null

    /** For how long a change is kept in the log; positive, for ever by default. */
    public var keepLogFor: Duration? = null

    /** How long this process keeps the right to sync the storage without renewing it; positive, 15 s by default. */
    public var leaseFor: Duration? = null

    /** How long [SyncClient.close] may take; positive, 5 s by default. */
    public var closeWithin: Duration? = null

    /** Observes the client for all its life, on the lane thread; none by default. A screen collects [events] or [statusFlow] instead. */
    public var listener: SyncListener? = null

    /** What to do with a storage that is bound to another identity; by default it is not opened. */
    public var otherUser: UserSwitch? = null

    /** After what times and counts a status is shown; [Thresholds.DEFAULT] by default. */
    public var thresholds: Thresholds? = null

    /** Where the client asks the platform about the network; nowhere by default. */
    public var connectivity: Connectivity? = null

    /** Time, randomness and threads; the system's by default. For tests. */
    public var scheduler: Scheduler? = null

    private var unconfirmed: Pair<Int, Duration>? = null
    private var atLeastOnce = false

    /**
     * When a row is taken for deleted that the server no longer lists and does not confirm as gone; 2 listings and 10 minutes by default.
     *
     * @param listings in a row without it; 2 or more
     * @param atLeast how long ago the first of them was; zero or more
     */
    public fun unconfirmedDeletions(listings: Int, atLeast: Duration) {
        unconfirmed = listings to atLeast
    }

    /** Accepts a dialect over which a mutation may take effect twice after an unknown end. */
    public fun acceptAtLeastOnce() {
        atLeastOnce = true
    }

    internal fun putInto(builder: SyncClientBuilder<*>) {
        conflicts?.let { builder.conflicts(it) }
        refusedWrites?.let { builder.refusedWrites(it) }
        retries?.let { builder.retries(it) }
        pollEvery?.let { builder.pollEvery(it.toJavaDuration()) }
        wakeUps?.let { builder.wakeUps(it) }
        live?.let { builder.live(it) }
        debounce?.let { builder.debounce(it.toJavaDuration()) }
        mopUpEvery?.let { builder.mopUpEvery(it.toJavaDuration()) }
        keepLog?.let { builder.keepLog(it) }
        keepLogOf?.let { builder.keepLogOf(it) }
        keepLogFor?.let { builder.keepLogFor(it.toJavaDuration()) }
        leaseFor?.let { builder.leaseFor(it.toJavaDuration()) }
        closeWithin?.let { builder.closeWithin(it.toJavaDuration()) }
        listener?.let { builder.listener(it) }
        otherUser?.let { builder.otherUser(it) }
        thresholds?.let { builder.thresholds(it) }
        connectivity?.let { builder.connectivity(it) }
        scheduler?.let { builder.scheduler(it) }
        unconfirmed?.let { (listings, atLeast) -> builder.unconfirmedDeletions(listings, atLeast.toJavaDuration()) }
        if (atLeastOnce) builder.acceptAtLeastOnce()
    }
}
