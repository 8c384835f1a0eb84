package dev.mooring.sync;

/** Undoes a registration. Idempotent. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
