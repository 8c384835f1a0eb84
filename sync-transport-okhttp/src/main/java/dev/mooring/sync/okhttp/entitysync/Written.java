package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What the server has taken of a push. */
final class Written {
    private Written() {}

    static List<Outgoing> of(Ask.Push push, List<Outcome> outcomes) {
        Set<UUID> taken = new HashSet<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate) {
                taken.add(outcome.mutation());
            }
        }
        List<Outgoing> written = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            if (taken.contains(mutation.id())) {
                written.add(Outgoing.of(mutation));
            }
        }
        return written;
    }
}
