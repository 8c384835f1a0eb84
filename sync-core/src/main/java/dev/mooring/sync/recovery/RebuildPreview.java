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
 * @param confirmedExported how much of what the server had confirmed would be written to the export: rows where it keeps keys, else the
 *     changes of the log that is kept; 0 without an export, {@link #UNKNOWN} where that was not counted
 * @param doubted whether the last sync of this client found that the server lost data, or is another one: then a rebuild takes a server's
 *     word that may be wrong, and is refused without an export unless the plan says more
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
    /**
     * Of a server that is not in doubt, without an export of what it had confirmed.
     *
     * @param confirmed as in {@link RebuildPreview}
     * @param pendingKept as in {@link RebuildPreview}
     * @param supersededKept as in {@link RebuildPreview}
     * @param quarantinedKept as in {@link RebuildPreview}
     * @param pendingDropped as in {@link RebuildPreview}
     * @param supersededDropped as in {@link RebuildPreview}
     * @param quarantinedDropped as in {@link RebuildPreview}
     * @param exported as in {@link RebuildPreview}
     * @param underWay as in {@link RebuildPreview}
     */
    public RebuildPreview(
            long confirmed,
            long pendingKept,
            long supersededKept,
            long quarantinedKept,
            long pendingDropped,
            long supersededDropped,
            long quarantinedDropped,
            long exported,
            boolean underWay) {
        this(
                confirmed,
                pendingKept,
                supersededKept,
                quarantinedKept,
                pendingDropped,
                supersededDropped,
                quarantinedDropped,
                exported,
                underWay,
                0,
                false);
    }

    /** Nobody has counted. */
    public static final long UNKNOWN = -1;
}
