package dev.mooring.examples.android.model;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An edit that is out of the way and waits for its writer.
 *
 * @param id of the mutation
 * @param refused whether the server refused it; else it lost against another device
 * @param mine what the edit was to do
 * @param theirs what the list has in its place; empty for a refused one, which is on the list until it is dropped
 * @param why the server's words, empty where there are none
 */
public record Decision(UUID id, boolean refused, String mine, String theirs, String why) {
    static Decision of(ParkedMutation parked, List<Todo> todos) {
        Mutation mutation = parked.mutation();
        boolean refused = parked.state() == MutationState.QUARANTINED;
        Todo row = find(todos, mutation.key());
        return new Decision(
                mutation.id(),
                refused,
                Edit.of(mutation).words(row),
                refused ? "" : theirs(row),
                refused ? Wording.serversWords(parked.reason()) : "");
    }

    private static String theirs(@Nullable Todo row) {
        if (row == null) {
            return "It is not on the list any more";
        }
        return Wording.quoted(row.title()) + (row.done() ? ", done" : ", not done");
    }

    private static @Nullable Todo find(List<Todo> todos, String id) {
        for (Todo todo : todos) {
            if (todo.id().equals(id)) {
                return todo;
            }
        }
        return null;
    }
}
