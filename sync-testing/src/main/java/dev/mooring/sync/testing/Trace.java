package dev.mooring.sync.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of what happened, for printing when a test fails. Thread-safe. */
public final class Trace {
    private final int limit;
    private final Deque<String> lines = new ArrayDeque<>();
    private long digest;

    /**
     * An empty trace.
     *
     * @param limit how many lines are kept
     */
    public Trace(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a line.
     *
     * @param line without payloads and credentials
     */
    public synchronized void add(String line) {
        if (lines.size() == limit) {
            lines.removeFirst();
        }
        lines.addLast(line);
        digest = digest * 1_000_003 + line.hashCode();
    }

    /**
     * What is kept.
     *
     * @return oldest first
     */
    public synchronized List<String> lines() {
        return new ArrayList<>(lines);
    }

    /**
     * A digest of every line ever added: the same for the same lines.
     *
     * @return the digest
     */
    public synchronized long digest() {
        return digest;
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines());
    }
}
