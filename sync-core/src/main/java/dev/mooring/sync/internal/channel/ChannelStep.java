package dev.mooring.sync.internal.channel;

/** What is to be done, in order, outside every lock. */
sealed interface ChannelStep {
    /** One that is known by its name. */
    enum Plain implements ChannelStep {
        /** A pull is due: the channel is open, and nobody knows what came before. */
        PULL,
        /** The poll interval is another one from here on. */
        REPOLL,
        /** The status of the channel changed. */
        TELL
    }

    /** Ask for a connection under this number. */
    record Open(long number) implements ChannelStep {}

    /** Ask for a sign of life. */
    record Beat(long number) implements ChannelStep {}

    /** Close a connection. */
    record Close(long number) implements ChannelStep {}
}
