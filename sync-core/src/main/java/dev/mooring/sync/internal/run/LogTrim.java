package dev.mooring.sync.internal.run;

import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.settings.Retention;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.LogExtent.Mark;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Trims the confirmed log behind a run, where the app does not keep all of it. One transaction forgets some hundred changes, so others hardly
 * wait, and a run does so many of them at most, so that the next run hardly waits either.
 */
public final class LogTrim<DB> {
    private static final int TRANSACTIONS = 100;

    private final Ledger<DB> ledger;
    private final Settings settings;

    public LogTrim(Ledger<DB> ledger, Settings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /** On the lane thread, while the lease is held. */
    void trim(BooleanSupplier cancelled) {
        Retention retention = settings.retention();
        if (!settings.keepLog() || !retention.trims()) {
            return;
        }
        boolean more = true;
        for (int i = 0; more && i < TRANSACTIONS && !cancelled.getAsBoolean(); i++) {
            more = ledger.look(tx ->
                            isDue(tx.cursor().state().position(), tx.confirmed().logExtent()))
                    && ledger.guarded(tx -> {
                        Instant now = settings.scheduler().now();
                        long position = tx.cursor().state().position();
                        LogExtent extent = tx.confirmed().logExtent();
                        List<Mark> marks = retention.marked(position, extent, now);
                        if (marks != null) {
                            tx.confirmed().markLog(marks);
                        }
                        long upTo = retention.upTo(position, extent, now);
                        return upTo > 0 && tx.confirmed().trimLog(upTo);
                    });
        }
    }

    private boolean isDue(long position, LogExtent extent) {
        Retention retention = settings.retention();
        Instant now = settings.scheduler().now();
        return retention.marked(position, extent, now) != null || retention.upTo(position, extent, now) > 0;
    }
}
