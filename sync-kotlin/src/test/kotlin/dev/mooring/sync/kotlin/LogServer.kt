package dev.mooring.sync.kotlin

import dev.mooring.sync.Change
import dev.mooring.sync.Cursor
import dev.mooring.sync.Mutation
import dev.mooring.sync.ServerIdentity
import dev.mooring.sync.calls.ApiResponse
import dev.mooring.sync.spi.Answer
import dev.mooring.sync.spi.Ask
import dev.mooring.sync.spi.Cancellation
import dev.mooring.sync.spi.Capabilities
import dev.mooring.sync.spi.ChangeSink
import dev.mooring.sync.spi.ChangeSink.Incoming
import dev.mooring.sync.spi.Outcome
import dev.mooring.sync.spi.Page
import dev.mooring.sync.spi.Transport
import dev.mooring.sync.spi.TransportException
import dev.mooring.sync.spi.TransportException.Delivery
import dev.mooring.sync.spi.TransportException.Kind
import dev.mooring.sync.testing.VirtualScheduler
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** A log in memory, and the way to it. Each exchange takes as long as the test says, and ends early when it is cancelled. */
internal class LogServer(private val time: VirtualScheduler = VirtualScheduler(1)) {
    val asks = mutableListOf<Ask>()
    var takes = Duration.ZERO
    var online = true
    var callsMade = 0
    private val log = mutableListOf<Incoming>()

    fun keys(): List<String> = log.map { it.change().key() }

    /** Another writer's change. */
    fun append(key: String, payload: String) {
        log += Incoming(Change(log.size + 1L, "note", key, "set", payload, false, 1, "", "tablet"), "")
    }

    fun transport(): Transport = Line()

    private inner class Line : Transport {
        override fun capabilities(): Capabilities =
            Capabilities.sequence("test", ServerIdentity("here", "anna"))
                .origin("phone")
                .recognisesOwn()
                .callsRide()
                .keepsLog()
                .batchesOf(100, 100_000)
                .build()

        override fun measure(mutation: Mutation): Int = mutation.payload().length

        override fun echo(mutation: Mutation): String = mutation.id().toString()

        override fun exchange(ask: Ask, sink: ChangeSink, cancellation: Cancellation): Answer {
            asks += ask
            time.sleep(takes.toJavaDuration()) { cancellation.isCancelled }
            if (cancellation.isCancelled) throw broken(Kind.CANCELLED)
            if (!online) throw broken(Kind.OFFLINE)
            return answer(ask, sink)
        }

        override fun close() {}
    }

    private fun broken(kind: Kind) = TransportException(kind, Delivery.NOT_SENT, null, "$kind", null)

    private fun answer(ask: Ask, sink: ChangeSink): Answer =
        when (ask) {
            is Ask.Check -> if (isBehind(ask.cursor())) moved(ask.cursor()) else settled()
            is Ask.Pull -> {
                val since = place(ask.cursor())
                if (since < log.size) sink.accept(log.subList(since, log.size).toList(), end())
                settled()
            }
            is Ask.Heard -> error("there is no channel")
            is Ask.Push -> push(ask, null)
            is Ask.Call -> {
                val batch = ask.push()
                if (batch != null && isBehind(batch.cursor())) {
                    moved(ask.cursor())
                } else {
                    callsMade++
                    val response = ApiResponse(200, emptyMap(), "done")
                    if (batch == null) settled(response = response) else push(batch, response)
                }
            }
        }

    private fun push(push: Ask.Push, response: ApiResponse?): Answer {
        if (isBehind(push.cursor())) return moved(push.cursor())
        val outcomes =
            push.mutations().map {
                log += Incoming(Change.of(it, log.size + 1L, "phone"), it.id().toString())
                Outcome.Accepted(it.id(), log.size.toLong())
            }
        return settled(outcomes, response)
    }

    private fun settled(outcomes: List<Outcome> = emptyList(), response: ApiResponse? = null) =
        Answer.Settled(outcomes, Page(end(), false), response)

    private fun moved(from: Cursor) = Answer.Diverged(Page(from, true), "moved on")

    private fun isBehind(cursor: Cursor) = place(cursor) < log.size

    private fun end() = if (log.isEmpty()) Cursor.START else Cursor("${log.size}")

    private fun place(cursor: Cursor) = if (cursor.isStart) 0 else cursor.token().toInt()
}
