package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue.Nothing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The server's two hashes: of an entity, and of a request under an idempotency key. */
final class Hash {
    /** Dropped at any depth: an edit of a time alone makes the same hash. */
    private static final Set<String> NOT_OF_A_REQUEST = Set.of("timestamp", "requestId");

    private Hash() {}

    static String ofEntity(Object entity) {
        return sha256(JsonWriter.write(sorted(entity, Set.of())));
    }

    static String ofRequest(Object body) {
        return sha256(JsonWriter.write(sorted(body, NOT_OF_A_REQUEST)));
    }

    private static Object sorted(Object value, Set<String> without) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, one) -> {
                if (!without.contains(name)) {
                    sorted.put((String) name, sorted(one, without));
                }
            });
            return sorted;
        }
        if (value instanceof List<?> list) {
            List<Object> sorted = new ArrayList<>(list.size());
            list.forEach(one -> sorted.add(sorted(one, without)));
            return sorted;
        }
        return value == Nothing.NULL && !without.isEmpty() ? "" : value;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
