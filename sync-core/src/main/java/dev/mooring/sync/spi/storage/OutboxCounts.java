package dev.mooring.sync.spi.storage;

/**
 * How many mutations a storage holds.
 *
 * @param pending those that the server has not settled, in flight or not, and captures that are not taken in yet
 * @param captured how many of these are such captures: {@link CaptureTx#waiting}; 0 where nothing is captured
 * @param superseded those parked because they lost a conflict
 * @param quarantined those parked because they were refused
 */
public record OutboxCounts(long pending, long captured, long superseded, long quarantined) {
    /**
     * All of them together.
     *
     * @return their sum
     */
    public long all() {
        return pending + superseded + quarantined;
    }
}
