package dev.mooring.sync.internal.run;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.exchange.CallState;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.plan.Server;
import dev.mooring.sync.internal.progress.RunProgress;
import dev.mooring.sync.internal.state.Seen;
import dev.mooring.sync.spi.ChangeSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges the changes that an exchange brings, each slice in a transaction of its own, and remembers where the storage stands then. */
final class Receiving<DB> implements ChangeSink {
    private final Server server;
    private final Ledger<DB> ledger;
    private final Accounts<DB> accounts;
    private final RunProgress progress;
    private final CallState call;
    private Seen seen = Seen.NOTHING;
    private boolean holdsAged;

    Receiving(Server server, Ledger<DB> ledger, Accounts<DB> accounts, RunProgress progress, CallState call) {
        this.server = server;
        this.ledger = ledger;
        this.accounts = accounts;
        this.progress = progress;
        this.call = call;
    }

    /** Begins a step. */
    void begin(Seen before, boolean acceptsAged) {
        seen = before;
        holdsAged = server.can().tellsRestores() && !acceptsAged;
    }

    /** Where the storage stands after the last commit. */
    Seen seen() {
        return seen;
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        if (!slice.isEmpty()) {
            seen = seen.showing();
            if (seen.strange() && isStrange(slice)) {
                seen = seen.passingOver(slice.size());
                return;
            }
        }
        ledger.slice(slice, after, holdsAged, transition -> {
            progress.recognised();
            noted(transition);
        });
        progress.recognised();
        if (server.order().keepsRows()) {
            progress.stamped(slice);
        }
        Thread.interrupted(); // An interrupt that the app's handler or policy has left must not end the exchange.
    }

    @Override
    public void reading(long all, long read, long length) {
        progress.reading(all, read, length);
    }

    private boolean isStrange(List<Incoming> slice) {
        boolean strange = !accounts.proven() && !ledger.knows(slice);
        seen = strange ? seen : seen.familiar();
        return strange;
    }

    /** A transition is committed. */
    void noted(Transition transition) {
        seen = seen.noting(transition);
        call.confirmed(transition.acked());
        progress.merged(transition);
    }
}
