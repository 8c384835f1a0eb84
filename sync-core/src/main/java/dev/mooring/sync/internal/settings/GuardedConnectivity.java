package dev.mooring.sync.internal.settings;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.fault.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the platform says about the network. If it throws, that counts as no answer: it is only a hint. */
final class GuardedConnectivity implements Connectivity {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Connectivity inner;

    GuardedConnectivity(Connectivity inner) {
        this.inner = inner;
    }

    @Override
    public State current() {
        try {
            return inner.current();
        } catch (Throwable thrown) {
            LOG.warn("the connectivity threw; nothing is known of the network", Failures.bare(thrown));
            return State.UNKNOWN;
        }
    }

    @Override
    public Registration onChange(Runnable hint) {
        return inner.onChange(hint);
    }
}
