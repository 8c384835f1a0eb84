package dev.mooring.examples.server;

import dev.mooring.examples.server.live.Bell;
import dev.mooring.examples.server.live.Hub;
import dev.mooring.examples.server.log.LogId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears of each commit that has changed a log, and tells those who listen here, and the other servers. */
final class Changes implements Consumer<LogId> {
    private volatile @Nullable Hub hub;
    private volatile @Nullable Bell bell;

    void to(Hub listeners, Bell others, boolean notifies) {
        hub = listeners;
        bell = notifies ? others : null;
    }

    @Override
    public void accept(LogId id) {
        Hub here = hub;
        if (here != null) {
            here.changed(id);
        }
        Bell there = bell;
        if (there != null) {
            there.ring(id);
        }
    }
}
