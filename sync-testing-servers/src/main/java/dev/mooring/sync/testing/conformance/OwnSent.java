package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch, and what came of it.
 *
 * @param push the batch
 * @param onPull whether the pull is the evidence, so that a mutation without an outcome may well be there
 * @param answer null if none came
 * @param failure why none came; null if one did
 */
record OwnSent(
        Ask.Push push,
        boolean onPull,
        @Nullable Answer answer,
        @Nullable SyncException failure) {

    /** What the server says of a mutation; null if it says nothing. */
    @Nullable
    Outcome outcome(Mutation of) {
        if (answer instanceof Answer.Settled settled) {
            for (Outcome each : settled.outcomes()) {
                if (each.mutation().equals(of.id())) {
                    return each;
                }
            }
        }
        return null;
    }

    /** Whether the server says that it has it. */
    boolean isTaken(Mutation of) {
        Outcome outcome = outcome(of);
        return outcome == null
                ? onPull && answer instanceof Answer.Settled
                : outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate;
    }

    /** Whether the server blames the batch or something in it, so that the client finds out what. */
    boolean isBlamed() {
        return failure instanceof TransportException told
                && (told.kind() == TransportException.Kind.INVALID || told.kind() == TransportException.Kind.TOO_LARGE);
    }

    /** Ends the test unless the server says that it has all of it. */
    void checkTaken(List<Mutation> writes) {
        if (failure != null) {
            throw ending("push of " + writes.size() + " good writes", failure);
        }
        for (Mutation each : writes) {
            if (!isTaken(each)) {
                throw Ending.broken("a good write was answered " + words(each));
            }
        }
    }

    /** What was said of a mutation. */
    String words(Mutation of) {
        Outcome outcome = outcome(of);
        return outcome != null ? OwnWords.of(outcome) : failure != null ? failure.toString() : OwnWords.of(answer);
    }

    /** What an exchange without an answer means for a test: a broken promise if the server or the transport has said so. */
    static Ending ending(String attempted, SyncException failure) {
        String words = "a " + attempted + " got no answer: " + failure.getMessage();
        if (failure instanceof TransportException told) {
            switch (told.kind()) {
                case SERVER, REFUSED, INVALID, TOO_LARGE:
                    return Ending.broken(words);
                default:
                    return Ending.unclear(words);
            }
        }
        return Ending.broken(words);
    }
}
