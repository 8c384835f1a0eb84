package dev.mooring.systemtests.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import java.util.ArrayList;
import java.util.List;

/** A platform that says of the network what a test has it say. */
final class Platform implements Connectivity {
    private final List<Runnable> hints = new ArrayList<>();
    private volatile State state;

    Platform(State state) {
        this.state = state;
    }

    void say(State now) {
        state = now;
        List.copyOf(hints).forEach(Runnable::run);
    }

    @Override
    public State current() {
        return state;
    }

    @Override
    public Registration onChange(Runnable hint) {
        hints.add(hint);
        return () -> hints.remove(hint);
    }
}
