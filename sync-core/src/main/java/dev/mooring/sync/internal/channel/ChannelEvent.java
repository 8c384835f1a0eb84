package dev.mooring.sync.internal.channel;

import dev.mooring.sync.spi.WakeUps.End;

/** What happens to a channel. {@code number} is that of the connection that tells it. */
sealed interface ChannelEvent {
    /** One that is known by its name. */
    enum Plain implements ChannelEvent {
        /** The network is another one, or back: what was waited for may work now. */
        MOVED,
        /** Somebody signed in, or the app asks for a sync: what was refused may be let in now. */
        ASKED,
        /** The timer rings. */
        RANG
    }

    /** Whether a connection is wanted may have changed. */
    record Wanted(boolean wanted) implements ChannelEvent {}

    record Opened(long number, boolean watchesItself) implements ChannelEvent {}

    record Alive(long number) implements ChannelEvent {}

    record Closed(long number, End end) implements ChannelEvent {}
}
