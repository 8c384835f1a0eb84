package dev.mooring.sync.testing.conformance;

import java.util.Objects;

/**
 * Something that a server of a family promises, or that its clients have to survive if it does not.
 *
 * @param id short and stable, such as {@code atomic-batch}; compared between two runs
 * @param says what is promised, in one sentence
 * @param source where: a section of the family's page
 * @param client what this library's client does if the promise is broken
 */
public record Promise(String id, String says, String source, String client) {
    public Promise {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(says, "says");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(client, "client");
    }
}
