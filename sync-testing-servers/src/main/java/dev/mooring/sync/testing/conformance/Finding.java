package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.Objects;

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
}
