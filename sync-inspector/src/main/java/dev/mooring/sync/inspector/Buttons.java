package dev.mooring.sync.inspector;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody decides on the page about one mutation. Each says in a sentence what has become of it. Thread-safe. */
final class Buttons {
    private final SyncClient<?> client;

    Buttons(SyncClient<?> client) {
        this.client = client;
    }

    /** Presses one. Null if there is no such button. */
    @Nullable
    String press(String button, UUID id) {
        return switch (button) {
            case "retry" -> retry(id);
            case "reissue" -> reissue(id);
            case "drop" -> drop(id);
            default -> null;
        };
    }

    private String retry(UUID id) {
        return client.parked().retry(id)
                ? "It is queued again, and goes out with the next sync."
                : "It is not among the refused ones any more; nothing was done.";
    }

    private String reissue(UUID id) {
        Mutation anew = client.parked().reissue(id);
        return anew == null
                ? "It is not among the superseded ones any more; nothing was done."
                : "It is queued anew as " + anew.id() + ", and goes out with the next sync.";
    }

    private String drop(UUID id) {
        return client.parked().drop(id)
                ? "It is dropped, and is nowhere any more."
                : "It is not among the parked ones any more; nothing was done.";
    }
}
