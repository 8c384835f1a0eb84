package dev.mooring.sync.recovery;

/**
 * What a rebuild would do.
 *
 * @param confirmed what is known to have come from the server, and would be fetched anew: rows where it keeps keys, else changes;
 *     {@link #UNKNOWN} where that was not counted
 * @param pendingKept mutations that stay and go out afterwards
 * @param supersededKept mutations that stay listed
 * @param quarantinedKept mutations that stay listed
 * @param pendingDropped unsynced work that would be lost, but for the export
 * @param supersededDropped mutations that would be forgotten, but for the export
 * @param quarantinedDropped mutations that would be forgotten, but for the export
 * @param exported mutations that would be written to the export; 0 without one
 * @param underWay whether a rebuild has begun already; then no other can
 */
public record RebuildPreview(
        long confirmed,
        long pendingKept,
        long supersededKept,
        long quarantinedKept,
        long pendingDropped,
        long supersededDropped,
        long quarantinedDropped,
        long exported,
        boolean underWay) {
    /** Nobody has counted. */
    public static final long UNKNOWN = -1;
}
