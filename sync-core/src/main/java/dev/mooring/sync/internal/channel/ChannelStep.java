package dev.mooring.sync.internal.channel;

/** What is to be done, in order, outside every lock. */
sealed interface ChannelStep {
    /** Ask for a connection under this number. */
    record Open(long number) implements ChannelStep {}

    /** Ask for a sign of life. */
    record Beat(long number) implements ChannelStep {}

    /** Close a connection. */
    record Close(long number) implements ChannelStep {}

    /** A pull is due: the channel is open, and nobody knows what came before. */
    record Pull() implements ChannelStep {}

    /** The poll interval is another one from here on. */
    record Repoll() implements ChannelStep {}

    /** The status of the channel changed. */
    record Tell() implements ChannelStep {}
}
