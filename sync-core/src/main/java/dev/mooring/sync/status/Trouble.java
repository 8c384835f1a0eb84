package dev.mooring.sync.status;

import java.time.Instant;
import java.util.List;

/**
 * What has failed since the last success.
 *
 * @param attempts failed attempts in a row
 * @param since when the first of them ended
 * @param causes of the last few attempts, newest first, at most {@link #KEPT}
 * @param answers what was heard in those attempts, newest first
 */
public record Trouble(int attempts, Instant since, List<SyncStatus.Cause> causes, List<String> answers) {
    /** How many attempts are remembered. */
    public static final int KEPT = 5;
}
