package dev.mooring.sync.spi;

/** Undoes a registration. Idempotent. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
