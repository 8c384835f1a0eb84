package dev.mooring.sync.testing.entitysync;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One user's keys with the answers that were given under them. A key should live 24 hours, but its time is compared as text
 * with another format, so that it lives to the end of the UTC day on which it expires.
 */
final class IdempotencyKeys {
    private static final Duration LIFE = Duration.ofHours(24);

    private final Clock clock;
    private final Map<String, Used> keys = new HashMap<>();

    IdempotencyKeys(Clock clock) {
        this.clock = clock;
    }

    /** As a copy of the database holds them. */
    Map<String, Used> copy() {
        return new HashMap<>(keys);
    }

    void restore(Map<String, Used> copy) {
        keys.clear();
        keys.putAll(copy);
    }

    record Used(String hash, String answer, LocalDate lastDay) {}

    @Nullable
    Used find(String key) {
        Used used = keys.get(key);
        return used == null || day(Duration.ZERO).isAfter(used.lastDay) ? null : used;
    }

    void remember(String key, String hash, String answer) {
        keys.put(key, new Used(hash, answer, day(LIFE)));
    }

    private LocalDate day(Duration later) {
        return LocalDate.ofInstant(clock.instant().plus(later), ZoneOffset.UTC);
    }
}
