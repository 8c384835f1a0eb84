package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;

/**
 * One sync that ended, and what it did up to there, however it ended.
 *
 * @param report how it ended
 * @param pushed mutations that the server confirmed
 * @param pulled changes of others that were applied
 * @param superseded mutations that lost against the server
 * @param quarantined mutations that the server refused for good
 */
record Round(SyncReport report, long pushed, long pulled, long superseded, long quarantined) implements Rounds.News {}
