package dev.mooring.examples.desktop.model;

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
 * @param wanted what the edit was to do
 * @param now what the list has in its place; a refused one is on the list until it is let go
 * @param why the server's words, empty where there are none
 * @param added whether the edit was to add the item, so that the server has none of it
 * @param item its id
 * @param title of the item, to be edited and sent again; empty if there is nothing to edit
 */
public record Parked(
        UUID id, boolean refused, String wanted, String now, String why, boolean added, String item, String title) {
    private static final String HERE_ALONE = "Only this list has it so.";

    static Parked of(ParkedMutation parked, List<Todo> todos) {
        Mutation mutation = parked.mutation();
        boolean refused = parked.state() == MutationState.QUARANTINED;
        Todo row = TodoTable.find(todos, TodoTable.id(mutation));
        String why = refused ? Wording.serversWords(parked.reason()) : "";
        return new Parked(
                mutation.id(),
                refused,
                Edit.of(mutation).words(row),
                refused ? HERE_ALONE : now(row),
                why,
                mutation.kind().equals("insert"),
                TodoTable.id(mutation),
                refused && row != null ? row.title() : "");
    }

    private static String now(@Nullable Todo row) {
        if (row == null) {
            return "It is not on the list.";
        }
        return "“" + row.title() + "”" + (row.done() ? ", done" : ", not done");
    }
}
