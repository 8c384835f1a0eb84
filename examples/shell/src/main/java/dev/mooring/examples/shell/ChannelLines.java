package dev.mooring.examples.shell;

import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints which channel {@code watch} listens to, and how it stands, each time that is another thing than before. */
final class ChannelLines {
    private final ChannelChoice channel;
    private final Output out;
    private @Nullable ChannelStatus shown;

    ChannelLines(ChannelChoice channel, Output out) {
        this.channel = channel;
        this.out = out;
    }

    /** Says that there is none, and why, if one was asked for. */
    void begin() {
        if (!channel.why().isEmpty()) {
            print(ChannelStatus.State.OFF, null, channel.why());
        }
    }

    /** Says how it stands, unless that was the last thing that was said. */
    void print(ChannelStatus now) {
        ChannelStatus last = shown;
        if (last == null || last.state() != now.state() || last.cause() != now.cause()) {
            shown = now;
            print(now.state(), now.cause(), now.words());
        }
    }

    private void print(ChannelStatus.State state, WakeUps.@Nullable Kind reason, String words) {
        String name = state.name().toLowerCase(Locale.ROOT);
        out.line(
                Terminal.piece(
                        "channel " + name + ": " + channel.kind().words() + (words.isEmpty() ? "" : "; " + words)),
                Json.of("watch")
                        .with("event", "channel")
                        .with("channel", channel.kind().word())
                        .with("state", name)
                        .with("reason", reason)
                        .with("message", words.isEmpty() ? null : words));
    }
}
