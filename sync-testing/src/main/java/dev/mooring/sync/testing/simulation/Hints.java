package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.WakeUps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** A server that tells everybody that somebody has written, and nothing else: whoever wrote is told, too. */
final class Hints implements WakeUps {
    private final Set<Line> lines = new LinkedHashSet<>();

    private final class Line implements Connection {
        private final Listener listener;

        Line(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void beat() {
            listener.alive();
        }

        @Override
        public void close() {
            lines.remove(this);
        }
    }

    @Override
    public Connection open(Listener listener) {
        Line line = new Line(listener);
        lines.add(line);
        listener.opened(false);
        return line;
    }

    /** Somebody has written. */
    void tell() {
        new ArrayList<>(lines).forEach(line -> line.listener.woken(false));
    }
}
