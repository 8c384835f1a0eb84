package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Does what a session says. */
interface LiveHands {
    void send(String text);

    void send(ByteString message);

    void ping();

    LiveBox box();

    void live();

    void woken(boolean brought);

    void shown();

    void acknowledged(@Nullable String refusal);

    void over(End end);
}
