package dev.mooring.sync.recovery;

/**
 * What a rebuild would do.
 *
 * @param confirmed what is known to have come from the server, and would be fetched anew: rows where it keeps keys, else changes;
 *     {@link #UNKNOWN} where that was not counted. Rows of collections that come by the channel alone are among them, but are not fetched:
 *     they stay, or are sent back where the plan says so
 * @param pendingKept mutations that stay and go out afterwards
 * @param supersededKept mutations that stay listed
 * @param quarantinedKept mutations that stay listed
 * @param pendingDropped unsynced work that would be lost, but for the export
 * @param supersededDropped mutations that would be forgotten, but for the export
 * @param quarantinedDropped mutations that would be forgotten, but for the export
 * @param exported mutations that would be written to the export; 0 without one
 * @param underWay whether a rebuild has begun already; then no other can
 * @param confirmedExported how much of what the server had confirmed would be written to the export: rows where it keeps keys, else the
 *     changes of the log that is kept; 0 without an export, {@link #UNKNOWN} where that was not counted
 * @param doubted whether the last sync of this client found that the server lost data or is another one. Then the server may be wrong,
 *     and a rebuild without an export is refused unless the plan resends or drops what was confirmed
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
        boolean underWay,
        long confirmedExported,
        boolean doubted) {
    /** Not counted. */
    public static final long UNKNOWN = -1;
}
