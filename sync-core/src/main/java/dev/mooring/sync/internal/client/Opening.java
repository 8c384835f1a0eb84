package dev.mooring.sync.internal.client;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.user.UserHandover;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.text.Shown;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the storage for one identity. If the storage belongs to another one and the app has said how to hand it over, it is handed
 * over first.
 */
final class Opening<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Storage<DB> shared;
    private final ServerIdentity identity;
    private final Settings settings;
    private final AppRows<DB> rows;
    private final Function<ServerIdentity, UserHandover<DB>> handoverOf;
    private @Nullable ServerIdentity openedFor;

    /**
     * A storage to be opened.
     *
     * @param openedFor for whom it is open already, or null
     * @param handoverOf hands it over from another identity
     */
    Opening(
            Storage<DB> shared,
            ServerIdentity identity,
            Settings settings,
            AppRows<DB> rows,
            Function<ServerIdentity, UserHandover<DB>> handoverOf,
            @Nullable ServerIdentity openedFor) {
        this.shared = shared;
        this.identity = identity;
        this.settings = settings;
        this.rows = rows;
        this.handoverOf = handoverOf;
        this.openedFor = openedFor;
    }

    /** Opens it. What has failed half-way goes on with the next call. */
    void open() {
        UserSwitch other = settings.otherUser();
        if (openedFor == null) {
            ServerIdentity bound = other == null ? null : shared.bound();
            ServerIdentity first = bound == null ? identity : bound;
            if (!first.equals(identity) && !rows.canReset()) {
                throw new IllegalStateException(
                        "this app's change handler has no reset, which is needed to hand the storage of " + first
                                + " over to " + identity + "; it was not opened");
            }
            shared.open(first, settings.keepLog());
            openedFor = first;
        }
        ServerIdentity first = openedFor;
        if (other != null && !first.equals(identity)) {
            handOver(first, other);
            openedFor = identity;
        }
    }

    private void handOver(ServerIdentity last, UserSwitch how) {
        try {
            Handover moved = handoverOf.apply(last).over(identity, how.kind());
            LOG.info(
                    "the storage of {} was handed over to {}: {} mutations {}, {} are back",
                    Shown.name(last.toString()),
                    Shown.name(identity.toString()),
                    moved.left(),
                    how.kind() == UserSwitch.Kind.PARK ? "are kept for the last user" : "were dropped",
                    moved.returned());
        } catch (UserHandover.NotDrained impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
