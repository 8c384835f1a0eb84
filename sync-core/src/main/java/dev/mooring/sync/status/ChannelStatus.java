package dev.mooring.sync.status;

import dev.mooring.sync.spi.WakeUps;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the channel stands that tells this client of news. It says nothing about whether a sync works: {@link SyncStatus#state} does.
 *
 * @param state of the channel
 * @param cause why it is {@code DOWN}; null otherwise
 * @param words the same for a person; empty where there is nothing to say
 * @param since when this began
 */
public record ChannelStatus(State state, WakeUps.@Nullable Kind cause, String words, Instant since) {
    /** A client without a channel, or one that was never started. */
    public static final ChannelStatus NONE = new ChannelStatus(State.OFF, null, "", Instant.EPOCH);

    /** Of the channel. */
    public enum State {
        /** None is wanted: the client has none, is switched off, or the network is gone or costs money. */
        OFF,
        /** It is being opened, for the first time or again. */
        CONNECTING,
        /** It is open and has shown a sign of life within two beats. */
        LIVE,
        /** It could not be opened, or was lost; it is tried again, unless the {@link #cause} is one that a person has to mend. */
        DOWN
    }
}
