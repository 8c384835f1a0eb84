package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a push, made once when a batch is frozen, so that every resend has the same bytes under the same key (§1,
 * idempotency).
 *
 * <p>One request is either a push or a batch. A batch of mutations that needs both goes as the batch, and the rest is put off
 * to the next request. Pieces of the repertoire go over the live channel, when nothing else is left.
 */
final class EntityPushBody {
    private static final String BATCH = "{\"entities\":[";
    /** Events are made one by one, as each waits for the one before. */
    private static final String EVENTS = "{\"events\":[]}";

    private EntityPushBody() {}

    static String of(Ask.Push push) {
        String batch = push.key().toString();
        List<Outgoing> batched = new ArrayList<>();
        Map<EntityCollection, List<Outgoing>> lists = new EnumMap<>(EntityCollection.class);
        for (Mutation mutation : push.mutations()) {
            Outgoing outgoing = Outgoing.of(mutation);
            if (outgoing.goesOverChannel()) {
                continue;
            }
            if (outgoing.goesInBatch()) {
                batched.add(outgoing);
            } else {
                lists.computeIfAbsent(outgoing.type(), type -> new ArrayList<>())
                        .add(outgoing);
            }
        }
        if (batched.isEmpty() && lists.isEmpty()) {
            return EVENTS;
        }
        StringBuilder body = new StringBuilder();
        if (!batched.isEmpty()) {
            items(body.append(BATCH), batched, batch);
            return body.append("]}").toString();
        }
        String next = "{\"changes\":{\"";
        for (Map.Entry<EntityCollection, List<Outgoing>> list : lists.entrySet()) {
            body.append(next).append(list.getKey().collection()).append("\":[");
            items(body, list.getValue(), batch);
            next = "],\"";
        }
        return body.append("]}}").toString();
    }

    private static void items(StringBuilder body, List<Outgoing> items, String batch) {
        String comma = "";
        for (Outgoing item : items) {
            body.append(comma).append(item.wire(batch));
            comma = ",";
        }
    }

    /** Whether it is no request, as all of it goes over the live channel. */
    static boolean isEvents(String wire) {
        return wire.equals(EVENTS);
    }

    static boolean isBatch(String wire) {
        return wire.startsWith(BATCH);
    }
}
