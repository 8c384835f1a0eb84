package dev.mooring.sync.testing.changeset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a binary frame says. Frames that only servers exchange with each other are not among them. */
public sealed interface Message {
    /**
     * How far somebody has followed another one.
     *
     * @param site whom
     * @param version the last transaction
     * @param seq the place in it
     */
    record Seen(Bytes site, long version, int seq) {}

    /**
     * A client says who it is: tag 1.
     *
     * @param sender its site
     * @param seen whom it has followed, and how far
     * @param schemaName of its schema
     * @param schemaVersion of its schema
     */
    record Announce(Bytes sender, List<Seen> seen, String schemaName, long schemaVersion) implements Message {}

    /**
     * Changes: tag 2.
     *
     * @param sender whose
     * @param since the transaction that they follow
     * @param seq the place in it
     * @param cells in the order in which they were made
     */
    record Changes(Bytes sender, long since, int seq, List<Cell> cells) implements Message {}

    /**
     * Changes that leave a gap are refused: tag 3.
     *
     * @param whose who sent them
     * @param since where they should have begun
     * @param seq the place in it
     */
    record Reject(Bytes whose, long since, int seq) implements Message {}

    /**
     * The server asks for changes: tag 4.
     *
     * @param since what it has of the client's
     * @param seq the place in it
     * @param exclude whose changes it does not want
     * @param localOnly whether it wants the client's own alone
     */
    record Start(long since, int seq, List<Bytes> exclude, boolean localOnly) implements Message {}

    /** Tag 7. */
    record Ping() implements Message {}

    /** Tag 8. */
    record Pong() implements Message {}

    /**
     * How the server stands to the client: tag 12.
     *
     * @param ok whether they fit
     * @param site the server's
     * @param schemaName the server's
     * @param schemaVersion the server's
     * @param schemaHash the same as text
     * @param stage {@code handshake}, {@code steady} or {@code apply_ack}
     * @param ack the last of the client's transactions that the server holds
     * @param reason a word, where they do not fit
     * @param words for a person
     */
    record Status(
            boolean ok,
            @Nullable Bytes site,
            @Nullable String schemaName,
            @Nullable Long schemaVersion,
            @Nullable String schemaHash,
            @Nullable String stage,
            @Nullable Long ack,
            @Nullable String reason,
            @Nullable String words)
            implements Message {}
}
