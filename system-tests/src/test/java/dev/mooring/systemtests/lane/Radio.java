package dev.mooring.systemtests.lane;

import dev.mooring.sync.spi.WakeUps;
import java.util.ArrayList;
import java.util.List;

/** A channel that does what a test has it do. */
final class Radio implements WakeUps {
    final List<Call> calls = new ArrayList<>();

    /** What happens to each connection inside {@link #open}. */
    Runnable opening = () -> {};

    /** Whether it answers beats. */
    boolean answers = true;

    /** One connection that was asked for. */
    final class Call implements Connection {
        final Listener listener;
        int beats;
        boolean closed;

        Call(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void beat() {
            beats++;
            if (answers) {
                listener.alive();
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public Connection open(Listener listener) {
        Call call = new Call(listener);
        calls.add(call);
        opening.run();
        return call;
    }

    Call last() {
        return calls.get(calls.size() - 1);
    }

    void opened() {
        last().listener.opened(false);
    }

    void wakes() {
        last().listener.woken(false);
    }

    void ends(Kind kind) {
        last().listener.closed(new End(kind, "it ended", null));
    }
}
