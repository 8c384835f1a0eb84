package dev.mooring.sync.testing.entitysync;

import org.jspecify.annotations.Nullable;

/**
 * A row of a user's table.
 *
 * @param type of the entity
 * @param id of the entity
 * @param data JSON as it is stored
 * @param version counts the writes
 * @param seq of the last write, global over all users
 * @param deletedAt when it was deleted, in the client's words; null while it is there
 * @param deviceId who wrote it last, as the client says; possibly empty
 */
public record StoredEntity(
        EntityType type,
        String id,
        String data,
        long version,
        long seq,
        @Nullable String deletedAt,
        String deviceId) {}
