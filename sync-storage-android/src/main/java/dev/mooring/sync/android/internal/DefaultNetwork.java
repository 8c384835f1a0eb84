package dev.mooring.sync.android.internal;

import dev.mooring.sync.Connectivity.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The network by default, as far as the platform has told. It tells of a new one in parts, one right behind the other. A value.
 *
 * @param network which one; null if there is none
 * @param facts null if they have not come yet
 * @param blocked whether this app may not use it, as in Doze or in the background; null if that has not come yet
 */
public record DefaultNetwork(
        @Nullable Object network,
        @Nullable NetworkFacts facts,
        @Nullable Boolean blocked) {
    /** There is none. */
    public static final DefaultNetwork NONE = new DefaultNetwork(null, null, null);

    /** A network is there. */
    public DefaultNetwork available(Object which) {
        return which.equals(network) ? this : new DefaultNetwork(which, null, null);
    }

    /** More is known of it. */
    public DefaultNetwork facts(Object which, NetworkFacts now) {
        return new DefaultNetwork(which, now, which.equals(network) ? blocked : null);
    }

    /** The app may not use it, or may again. */
    public DefaultNetwork blocked(Object which, boolean now) {
        return new DefaultNetwork(which, which.equals(network) ? facts : null, now);
    }

    /** A network is gone, by default that one or an earlier one. */
    public DefaultNetwork lost(Object which) {
        return which.equals(network) ? NONE : this;
    }

    /** Whether all parts have come, on a platform that tells whether it is blocked or one that does not. */
    public boolean isWhole(boolean tellsBlocked) {
        return network == null || (facts != null && (blocked != null || !tellsBlocked));
    }

    /** In the words of a client. */
    public State state() {
        if (network == null || Boolean.TRUE.equals(blocked)) {
            return State.OFFLINE;
        }
        return facts == null ? State.UNKNOWN : facts.state();
    }

    /** Whether a client should hear of it that knows the other one: not of each change of the signal. */
    public boolean isNewsAfter(DefaultNetwork known) {
        return state() != known.state() || !Objects.equals(network, known.network);
    }
}
