package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a run found out about one promise.
 *
 * @param promise which
 * @param verdict whether it is kept
 * @param words what was seen; empty if it is kept
 * @param proof the last exchanges of the test that showed it, oldest first; empty if it is kept
 */
public record Finding(Promise promise, Verdict verdict, String words, List<Exchange> proof) {
    public Finding {
        Objects.requireNonNull(promise, "promise");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(words, "words");
        proof = List.copyOf(proof);
    }

    /** A test. */
    interface Trial {
        /** Returns if the promise is kept, and throws an {@link Ending} if not. */
        void run() throws Exception;
    }

    /**
     * Makes a test, and says what it found.
     *
     * @param proof asked if the promise is not kept
     */
    static Finding of(Promise promise, Trial trial, Supplier<List<Exchange>> proof) {
        try {
            trial.run();
            return new Finding(promise, Verdict.KEPT, "", List.of());
        } catch (Ending ending) {
            return new Finding(promise, ending.verdict(), ending.words(), proof.get());
        } catch (Exception unforeseen) {
            String words = "an answer was nothing that this test foresees: " + unforeseen;
            return new Finding(promise, Verdict.UNCLEAR, words, proof.get());
        }
    }
}
