package dev.mooring.sync.okhttp.entitysync;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one shape of an entity. The server tells the same entity in several, by the way it came there (§1, "shape after an HTTP
 * push"): a time as a number or as text, {@code goalIds} and {@code goal_ids} with one of them empty, {@code created_at} and
 * {@code createdAt}, words in lower case, ids that it made itself, and fields of its own beside the app's.
 *
 * <p>What the app writes goes through here, too, so the state that a mutation asks for and the state that a pull shows of it
 * are one text and have one fingerprint.
 */
final class Canonical {
    /** What server and clients keep about an entity and no app means: never part of its state. */
    static final Set<String> BOOKKEEPING = Collections.unmodifiableSet(
            new HashSet<>(Arrays.asList("user_id", "sync_version", "checksum", "device_id")));

    private static final int FINGERPRINT_BYTES = 16;

    private Canonical() {}

    /** When it was deleted, if it says that it was. */
    static @Nullable Object deletedAt(Map<?, ?> entity) {
        for (String name : Arrays.asList("deletedAt", "deleted_at")) {
            Object at = entity.get(name);
            boolean says = (at instanceof String text && !text.isEmpty()) || (at instanceof Double n && n != 0);
            if (says) {
                return at;
            }
        }
        return null;
    }

    static Map<String, Object> of(EntityCollection type, Map<?, ?> given) {
        Map<String, Object> entity = new TreeMap<>();
        given.forEach((name, value) -> entity.put((String) name, value));
        entity.keySet().removeAll(BOOKKEEPING);
        entity.remove("deletedAt");
        entity.remove("deleted_at");
        renamed(entity, "created_at", "createdAt");
        renamed(entity, "updated_at", "updatedAt");
        entity.computeIfPresent("createdAt", (name, time) -> Times.normal(time));
        entity.computeIfPresent("updatedAt", (name, time) -> Times.normal(time));
        switch (type) {
            case ENTRY -> {
                goals(entity);
                entity.computeIfPresent("timestamp", (name, time) -> Times.normalMillis(time));
                entity.computeIfPresent("pieces", (name, pieces) -> EntryPieceIds.normal(pieces));
                lower(entity, "instrument", "type", "mood");
            }
            case GOAL -> lower(entity, "instrument");
            case OCCURRENCE -> renamed(entity, "plan_id", "planId");
            case PIECE -> {
                renamed(entity, "score_id", "scoreId");
                entity.putIfAbsent("tags", Collections.emptyList());
                lower(entity, "status");
            }
            default -> {}
        }
        return entity;
    }

    /** Of two names for one thing the first is dropped; its value stays if the second has none. */
    private static void renamed(Map<String, Object> entity, String copy, String name) {
        Object value = entity.remove(copy);
        entity.remove(name, Tree.Null.NULL);
        if (value != null && value != Tree.Null.NULL) {
            entity.putIfAbsent(name, value);
        }
    }

    /** Each writer fills one of the two and leaves the other empty. */
    private static void goals(Map<String, Object> entity) {
        Object other = entity.remove("goal_ids");
        Object goals = entity.get("goalIds");
        boolean filled = goals instanceof List<?> list && !list.isEmpty();
        if (!filled && other instanceof List<?>) {
            entity.put("goalIds", other);
        }
    }

    private static void lower(Map<String, Object> entity, String... names) {
        for (String name : names) {
            if (entity.get(name) instanceof String text) {
                entity.put(name, text.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** When its writer made it, as far as it says. */
    static @Nullable Instant stamp(Map<String, Object> canonical) {
        return Times.of(canonical.get("updatedAt"));
    }

    /**
     * The same for the same state. A template's author is the server's to fill in and no part of it.
     *
     * @param text the state as it is written
     */
    static String fingerprint(EntityCollection type, Map<String, Object> canonical, String text) {
        String state = text;
        if (type == EntityCollection.TEMPLATE && canonical.containsKey("authorId")) {
            Map<String, Object> without = new TreeMap<>(canonical);
            without.remove("authorId");
            state = Tree.write(without);
        }
        return sha256(state).substring(0, FINGERPRINT_BYTES * 2);
    }

    static String sha256(String text) {
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        StringBuilder hex = new StringBuilder(digest.length * 2);
        for (byte one : digest) {
            hex.append(Character.forDigit((one >> 4) & 15, 16)).append(Character.forDigit(one & 15, 16));
        }
        return hex.toString();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every platform has SHA-256", e);
        }
    }
}
