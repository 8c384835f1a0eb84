package dev.mooring.sync.spi.storage;

/**
 * What core counts at the end of a write.
 *
 * @param pending as {@link OutboxTx#pending}
 * @param captured as {@link CaptureTx#waiting}; 0 where nothing is captured
 * @param setAside as {@link AsideTx#count}
 */
public record Counts(long pending, long captured, long setAside) {}
