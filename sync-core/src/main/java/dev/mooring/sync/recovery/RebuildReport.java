package dev.mooring.sync.recovery;

import dev.mooring.sync.SyncReport;

/**
 * How the first attempt of a rebuild ended.
 *
 * @param complete whether the new state is in place; if not, the rebuild goes on with the next sync
 * @param exported mutations that were written to the export
 * @param dropped mutations that were forgotten, as the plan said
 * @param resent mutations that send back what the server has lost, as the plan said
 * @param sync how the first sync of the rebuild ended
 */
public record RebuildReport(boolean complete, long exported, long dropped, long resent, SyncReport sync) {}
