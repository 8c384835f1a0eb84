package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.spi.WakeUps.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a refusal of Supabase's means. It has no codes for a client, only words. Pure. */
final class PhoenixWords {
    private static final List<String> BUSY = Arrays.asList("ratelimit", "rate limit", "too many");
    private static final List<String> AUTH =
            Arrays.asList("jwt", "token", "unauthorized", "permission", "`role` and `exp`");
    private static final List<String> ABSENT = Arrays.asList(
            "parameters", "privateonly", "tenantnotfound", "disabledfortenant", "topicnamerequired", "unmatched topic");

    private PhoenixWords() {}

    static Kind kind(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return holds(lower, BUSY)
                ? Kind.BUSY
                : holds(lower, AUTH) ? Kind.AUTH_REQUIRED : holds(lower, ABSENT) ? Kind.ABSENT : Kind.BUSY;
    }

    private static boolean holds(String words, List<String> any) {
        for (String each : any) {
            if (words.contains(each)) {
                return true;
            }
        }
        return false;
    }
}
