package dev.mooring.sync;

/** A registered callback, which {@link #close} ends. Idempotent, from any thread. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
