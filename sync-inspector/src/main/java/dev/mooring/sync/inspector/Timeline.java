package dev.mooring.sync.inspector;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keeps the last things that the client has told, in a ring. Thread-safe. */
final class Timeline implements SyncListener {
    /** How many are kept. */
    static final int KEPT = 400;

    private static final int WORDS = 600;

    private final InstantSource clock;
    private final Deque<Entry> ring = new ArrayDeque<>(KEPT);
    private long last;
    private @Nullable Running running;

    Timeline(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Something that happened.
     *
     * @param number from 1 on
     * @param at when it began, or was told
     * @param what a word for what it is, such as {@code push}
     * @param traffic what an exchange has moved; null for everything else
     * @param words what there is to say besides, for a person; perhaps empty
     * @param trouble whether somebody should look at it
     */
    record Entry(
            long number, Instant at, String what, @Nullable Traffic traffic, String words, boolean trouble) {}

    /** What an exchange has moved, and how long it took. */
    record Traffic(long sent, long sentBytes, long received, long receivedBytes, long millis) {}

    /** The exchange that is under way. */
    record Running(String what, Instant since, long sent, long sentBytes) {}

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.ExchangeStarted started) {
            started(started);
        } else if (event instanceof SyncEvent.ExchangeEnded ended) {
            ended(ended);
        } else if (event instanceof SyncEvent.Finished finished) {
            boolean well = finished.report() instanceof SyncReport.Synced;
            tell("sync", outcome(finished.report()), !well);
        } else if (event instanceof SyncEvent.StatusChanged changed) {
            tell(
                    "status",
                    word(changed.status().state()) + ", "
                            + word(changed.status().light()),
                    false);
        } else if (event instanceof SyncEvent.Acked acked) {
            tell("acknowledged", count(acked.ids().size(), "mutation"), false);
        } else if (event instanceof SyncEvent.Superseded lost) {
            tell("superseded", count(lost.mutations().size(), "mutation"), true);
        } else if (event instanceof SyncEvent.Quarantined refused) {
            tell(
                    "refused",
                    refused.mutation().collection() + "/" + refused.mutation().key() + ": " + refused.reason(),
                    true);
        } else if (event instanceof SyncEvent.Waiting waits) {
            tell("waits", waits.mutation().collection() + "/" + waits.mutation().key() + ": " + waits.reason(), false);
        } else if (event instanceof SyncEvent.Retried again) {
            tell("sent again", count(again.mutations(), "mutation"), false);
        } else if (event instanceof SyncEvent.Applied applied) {
            tell("applied", count(applied.changes(), "change"), false);
        } else {
            rarer(event);
        }
    }

    private void rarer(SyncEvent event) {
        if (event instanceof SyncEvent.HistoryReplaced replaced) {
            tell("history replaced", replaced.reason(), true);
        } else if (event instanceof SyncEvent.HistoryDoubted doubted) {
            tell("history doubted", doubted.reason(), true);
        } else if (event instanceof SyncEvent.Aged aged) {
            tell("older states", count(aged.count(), "write"), true);
        } else if (event instanceof SyncEvent.Outdone outdone) {
            tell("outdone", count(outdone.count(), "cell"), false);
        } else if (event instanceof SyncEvent.SweepWithheld held) {
            tell("held back", held.missing() + " of " + count(held.confirmed(), "row"), true);
        } else if (event instanceof SyncEvent.ChannelChanged changed) {
            tell(
                    "channel",
                    word(changed.status().state()) + " " + changed.status().words(),
                    false);
        } else if (event instanceof SyncEvent.Woken woken) {
            tell("woken", count(woken.hints(), "hint"), false);
        } else if (event instanceof SyncEvent.RebuildStepped stepped) {
            tell("rebuild", word(stepped.step()) + ", " + count(stepped.changes(), "change"), false);
        }
    }

    private synchronized void started(SyncEvent.ExchangeStarted started) {
        running = new Running(word(started.kind()), clock.instant(), started.mutations(), started.bytes());
    }

    private synchronized void ended(SyncEvent.ExchangeEnded ended) {
        Running begun = running;
        running = null;
        Instant at = begun == null ? clock.instant().minus(ended.took()) : begun.since;
        Traffic traffic = new Traffic(
                begun == null ? 0 : begun.sent,
                begun == null ? 0 : begun.sentBytes,
                ended.changes(),
                ended.bytes(),
                ended.took().toMillis());
        String failure = ended.failure();
        keep(at, word(ended.kind()), traffic, failure == null ? "" : failure, failure != null);
    }

    private synchronized void tell(String what, String words, boolean trouble) {
        keep(clock.instant(), what, null, words, trouble);
    }

    private void keep(Instant at, String what, @Nullable Traffic traffic, String words, boolean trouble) {
        if (ring.size() == KEPT) {
            ring.removeFirst();
        }
        last++;
        ring.addLast(new Entry(last, at, what, traffic, Shown.text(words.trim(), WORDS), trouble));
    }

    /** Those behind a number, oldest first. */
    synchronized List<Entry> since(long number) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : ring) {
            if (entry.number > number) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The exchange that is under way; null if there is none. */
    synchronized @Nullable Running running() {
        return running;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String outcome(SyncReport report) {
        if (report instanceof SyncReport.Synced done) {
            return "synced: " + done.pushed() + " pushed, " + done.pulled() + " pulled";
        } else if (report instanceof SyncReport.Offline offline) {
            return "offline: " + offline.cause();
        } else if (report instanceof SyncReport.Failed failed) {
            return "failed: " + failed.message();
        } else if (report instanceof SyncReport.Incompatible other) {
            return "another server: " + other.reason();
        }
        return report instanceof SyncReport.Elsewhere ? "another process syncs" : "interrupted";
    }
}
