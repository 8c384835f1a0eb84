package dev.mooring.sync.internal.merge;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.ConflictPolicy.Resolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Asks the app's policy; nobody else does. It is asked when the conflicts are known and before they are merged, so that no code of
 * the app runs inside a merge. If it throws, the transaction ends.
 */
public final class Verdicts {
    private final ConflictPolicy policy;
    private final boolean keepsAll;
    private final Map<UUID, Resolution> known;

    private Verdicts(ConflictPolicy policy, boolean keepsAll, Map<UUID, Resolution> known) {
        this.policy = policy;
        this.keepsAll = keepsAll;
        this.known = known;
    }

    /** Whatever the policy says. */
    public static Verdicts of(ConflictPolicy policy) {
        return new Verdicts(policy, false, Collections.emptyMap());
    }

    /** Nothing that is pending loses, and what the policy defends is defended. */
    public static Verdicts keepingAll(ConflictPolicy policy) {
        return new Verdicts(policy, true, Collections.emptyMap());
    }

    /** The same verdicts; they do not ask again about these mutations, which were decided already. */
    public Verdicts knowing(Map<UUID, Resolution> decided) {
        return new Verdicts(policy, keepsAll, decided);
    }

    /** Whether an own confirmed write goes out again in whose place the server shows an older one. */
    public boolean defends() {
        return policy.defends();
    }

    /** One for each conflict, in their order. */
    public List<Resolution> on(List<Conflict> conflicts) {
        if (conflicts.isEmpty()) {
            return Collections.emptyList();
        }
        List<Resolution> verdicts = new ArrayList<>(conflicts.size());
        for (Conflict conflict : conflicts) {
            Resolution decided =
                    keepsAll ? Resolution.RESEND : known.get(conflict.mutation().id());
            verdicts.add(
                    decided != null
                            ? decided
                            : Objects.requireNonNull(
                                    policy.decide(conflict), "the conflict policy has decided nothing"));
        }
        return Collections.unmodifiableList(verdicts);
    }
}
