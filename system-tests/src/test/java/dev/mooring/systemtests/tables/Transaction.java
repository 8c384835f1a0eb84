package dev.mooring.systemtests.tables;

import java.util.List;

/**
 * Statements that stand or fall together, but for those that fail on their own.
 *
 * @param steps in order
 * @param commits whether it ends in a commit or a roll-back
 */
record Transaction(List<Step> steps, boolean commits) {
    boolean controls() {
        return steps.stream().anyMatch(step -> step.kind().controls());
    }
}
