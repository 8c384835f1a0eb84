package dev.mooring.sync.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.ChannelStatus.State;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.ExchangeKind;
import dev.mooring.sync.status.SyncEvent.RebuildStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SyncMetricsTest {
    private final Map<String, Object> shown = new TreeMap<>();
    private final SyncMetrics metrics = new SyncMetrics(new Meters() {
        @Override
        public void count(String name, long more) {
            shown.merge(name, more, (one, other) -> (Long) one + (Long) other);
        }

        @Override
        public void time(String name, Duration took) {
            shown.put(name, took);
        }

        @Override
        public void gauge(String name, double value) {
            shown.put(name, value);
        }
    });

    @Test
    void exchangesAreTimedAndTheirBytesAndFailuresCounted() {
        metrics.on(new SyncEvent.ExchangeEnded(ExchangeKind.PULL, Duration.ofMillis(7), 2, 40, null));
        metrics.on(new SyncEvent.ExchangeEnded(ExchangeKind.PUSH, Duration.ofMillis(9), 0, 0, "lost"));
        assertEquals(
                Map.of(
                        "exchange.pull",
                        Duration.ofMillis(7),
                        "exchange.push",
                        Duration.ofMillis(9),
                        "bytes.pulled",
                        40L,
                        "exchange.failed",
                        1L),
                shown);
    }

    @Test
    void theLongestTransactionsOfASyncAreTimedByTheirKind() {
        metrics.on(new SyncEvent.LockHeld(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3)));
        assertEquals(
                Map.of(
                        "lock.write",
                        Duration.ofMillis(1),
                        "lock.sync",
                        Duration.ofMillis(2),
                        "lock.swap",
                        Duration.ofMillis(3)),
                shown);
        shown.clear();
        metrics.on(new SyncEvent.LockHeld(Duration.ZERO, Duration.ofMillis(1), Duration.ZERO));
        assertEquals(Map.of("lock.sync", Duration.ofMillis(1)), shown);
    }

    @Test
    void aChannelIsCountedWhenItBecomesLiveAndWhenItStopsBeingSo() {
        for (State state :
                List.of(State.CONNECTING, State.LIVE, State.DOWN, State.DOWN, State.CONNECTING, State.LIVE)) {
            metrics.on(new SyncEvent.ChannelChanged(new ChannelStatus(state, null, "", Instant.EPOCH)));
        }
        metrics.on(new SyncEvent.Woken(3, true));
        metrics.on(new SyncEvent.Woken(1, false));
        assertEquals(
                Map.of("channel.opened", 2L, "channel.lost", 1L, "channel", 1.0, "wakeups", 4L, "wakeups.syncs", 2L),
                shown);
    }

    @Test
    void theConflictRateIsOfAllThatWasSettled() {
        metrics.on(new SyncEvent.Acked(List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID()), 90));
        metrics.on(new SyncEvent.Superseded(List.of(Mutation.delete("todo", "1"))));
        assertEquals(
                Map.of("mutations.acked", 3L, "bytes.pushed", 90L, "mutations.superseded", 1L, "conflict.rate", 0.25),
                shown);
    }

    @Test
    void syncsAreCountedByTheirEnd() {
        metrics.on(new SyncEvent.Finished(new SyncReport.Synced(1, 2, 0, 0, 0)));
        metrics.on(new SyncEvent.Finished(new SyncReport.Elsewhere(1)));
        metrics.on(new SyncEvent.Retried(UUID.randomUUID(), 5));
        metrics.on(new SyncEvent.Applied(4, 100));
        metrics.on(new SyncEvent.Outdone(List.of(), 3));
        metrics.on(new SyncEvent.RebuildStepped(RebuildStep.FETCHING, 10));
        metrics.on(new SyncEvent.RebuildStepped(RebuildStep.SWAPPED, 10));
        assertEquals(
                Map.of(
                        "sync.synced",
                        1L,
                        "sync.elsewhere",
                        1L,
                        "mutations.retried",
                        5L,
                        "changes.applied",
                        4L,
                        "cells.outdone",
                        3L,
                        "rebuilds",
                        1L),
                shown);
    }
}
