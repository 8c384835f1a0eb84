package dev.mooring.examples.shell;

import java.util.Set;

/**
 * One command.
 *
 * @param name as typed
 * @param operands their names, in order, separated by blanks; all of them are needed
 * @param options the names of those that this command alone has
 * @param action does it, and returns the exit code
 */
record Command(String name, String operands, Set<String> options, Action action) {
    /** What a command does. */
    interface Action {
        int run(Session session, Arguments args, Output out) throws Exception;
    }

    void checkOperands(Arguments args) {
        int wanted = operands.isEmpty() ? 0 : operands.split(" ").length;
        int given = args.words().size() - 1;
        if (given != wanted) {
            throw new UsageException(
                    name + " takes " + (wanted == 0 ? "no operands" : operands) + "; operands given: " + given);
        }
    }
}
