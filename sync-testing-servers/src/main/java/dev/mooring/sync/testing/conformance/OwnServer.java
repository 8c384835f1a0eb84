package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server of any shape, as its author reaches it: by the transport that his app uses, be that made of {@linkplain
 * dev.mooring.sync.transport.CallsTransport#of two functions}, of a dialect or by hand. {@link OwnConformance} tries it.
 *
 * <p>Only {@link #device} has to be written if the server takes any JSON as a payload. The other methods say how a write looks to a server
 * that does not, and what it offers beyond. All are called from several threads at once.
 */
@FunctionalInterface
public interface OwnServer {
    /**
     * A transport of one device. Two calls with the same names are the same device twice, as behind a restart of its app: their writes may
     * be the same. The run closes it.
     *
     * @param user a throw-away name, which begins with {@code conform-}; nobody else has it, and what it writes nobody else may see
     * @param device one of the user's devices, such as {@code device-1}
     * @return made anew each time
     * @throws Exception if there is no such user, and none can be made
     */
    Transport device(String user, String device) throws Exception;

    /**
     * A key that the server takes, such as a UUID made of both names. Another name gives another key.
     *
     * @param user whose key it is; only a server whose users share their keys has to look at it
     * @param name any text
     * @return the name by default
     */
    default String key(String user, String name) {
        return name;
    }

    /**
     * A write that gives a key a text.
     *
     * @param user who writes, for rows that name their owner
     * @param key as {@link #key} made it
     * @param text any text
     * @return a mutation that is not recorded yet; by default one of the collection {@code item} and the kind {@code put}, with the payload
     *     <code>{"text":…}</code>
     */
    default Mutation write(String user, String key, String text) {
        Map<String, String> payload = new LinkedHashMap<>();
        payload.put("text", text);
        return Mutation.of("item", key, "put", Json.write(payload));
    }

    /**
     * The text that a change gives its key.
     *
     * @param change made by {@link #write}, as the server tells it
     * @return null if there is none
     */
    default @Nullable String text(Change change) {
        return field(change, "text") instanceof String text ? text : null;
    }

    /**
     * A write that gives a key a number.
     *
     * @param user who writes
     * @param key as {@link #key} made it
     * @param digits as JSON has them
     * @return a mutation that is not recorded yet, by default with the payload <code>{"number":…}</code>; null if the server keeps no numbers
     */
    default @Nullable Mutation number(String user, String key, String digits) {
        return Mutation.of("item", key, "put", "{\"number\":" + digits + "}");
    }

    /**
     * The number that a change gives its key.
     *
     * @param change made by {@link #number}, as the server tells it
     * @return its digits; null if there is none
     */
    default @Nullable String digits(Change change) {
        Object number = field(change, "number");
        return number == null ? null : number.toString();
    }

    /**
     * A write that deletes.
     *
     * @param user who writes
     * @param key of something that is there
     * @return a mutation that is not recorded yet, {@link Mutation#delete} by default; null if nothing can be deleted
     */
    default @Nullable Mutation delete(String user, String key) {
        return Mutation.delete("item", key);
    }

    /**
     * A write that the transport carries and the server refuses for good.
     *
     * @param user who writes
     * @param key as {@link #key} made it
     * @return a mutation that is not recorded yet; null, the default, if the server refuses nothing
     */
    default @Nullable Mutation refused(String user, String key) {
        return null;
    }

    /**
     * Whether the server that keeps keys refuses a write by a device that has not seen what another one has written to the same key since.
     *
     * @return false by default: what comes last stays
     */
    default boolean tellsConflicts() {
        return false;
    }

    /**
     * Stops the server as a crash would, and starts it again at the same address.
     *
     * @return false, the default, if that cannot be done
     * @throws Exception if it does not start again
     */
    default boolean restart() throws Exception {
        return false;
    }

    private static @Nullable Object field(Change change, String name) {
        try {
            return Json.read(change.payload()) instanceof Map<?, ?> payload ? payload.get(name) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
