package dev.mooring.sync.okhttp.changeset;

import java.util.Objects;
import java.util.function.LongSupplier;

/** Builds a {@link ChangesetDialect}. Not thread-safe. */
public final class ChangesetDialectBuilder {
    final String room;
    String schemaName = "";
    long schemaVersion;
    String path = "sync";
    String account = "";
    boolean statusless;
    int maxBatchCount = 200;
    long maxBatchBytes = 1 << 20;
    LongSupplier clock = System::nanoTime;
    int slice = SliceMaker.MOST;

    ChangesetDialectBuilder(String room) {
        if (!Subprotocol.isRoom(room)) {
            throw new IllegalArgumentException("the room " + room
                    + " has something else than ASCII letters, digits, single dots, hyphens and underscores, which"
                    + " these servers refuse or take apart");
        }
        this.room = room;
    }

    /**
     * Sets the schema by its text. Needed, here or by its number.
     *
     * @param name as the server calls it
     * @param text of the schema's file at the server, to the byte: the number is made of it, and the server compares that
     * @return this
     */
    public ChangesetDialectBuilder schema(String name, String text) {
        return schema(name, Cryb64.of(text));
    }

    /**
     * Sets the schema by its number. Needed, here or by its text. A client of another version is refused until it is updated.
     *
     * @param name as the server calls it
     * @param version as the server tells it at {@code /<room>/meta}
     * @return this
     * @throws IllegalArgumentException if the name is empty
     */
    public ChangesetDialectBuilder schema(String name, long version) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of the schema is empty");
        }
        this.schemaName = name;
        this.schemaVersion = version;
        return this;
    }

    /**
     * Sets where the server listens; {@code sync} by default.
     *
     * @param relative to the transport's base URL; the server wants {@code /sync} in it
     * @return this
     */
    public ChangesetDialectBuilder path(String relative) {
        this.path = Objects.requireNonNull(relative, "path");
        return this;
    }

    /**
     * Names the user whose data it is, where the credential does not.
     *
     * @param subject of the account
     * @return this
     */
    public ChangesetDialectBuilder account(String subject) {
        this.account = Objects.requireNonNull(subject, "account");
        return this;
    }

    /**
     * Says that the server never tells how it stands, as those of the public package do not. That is found out anyway; saying it saves 2 s a
     * connection.
     *
     * @return this
     */
    public ChangesetDialectBuilder statusless() {
        this.statusless = true;
        return this;
    }

    /**
     * Limits a batch, which is one frame and one transaction of the server; 200 rows and 1 MiB by default. The server takes no more than 100
     * MiB.
     *
     * @param rows from 1
     * @param bytes from 1; a single larger row goes alone
     * @return this
     * @throws IllegalArgumentException if one is not positive
     */
    public ChangesetDialectBuilder batchesOf(int rows, long bytes) {
        if (rows < 1 || bytes < 1) {
            throw new IllegalArgumentException("a batch has at least a row and a byte, got " + rows + " and " + bytes);
        }
        this.maxBatchCount = rows;
        this.maxBatchBytes = bytes;
        return this;
    }

    /** A monotonic clock in nanoseconds; the system's own by default. */
    ChangesetDialectBuilder clock(LongSupplier nanos) {
        this.clock = nanos;
        return this;
    }

    /** How many cells are handed over at a time; 500 by default. */
    ChangesetDialectBuilder slicesOf(int cells) {
        this.slice = cells;
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return a dialect
     * @throws IllegalStateException if no schema was given
     */
    public ChangesetDialect build() {
        if (schemaName.isEmpty()) {
            throw new IllegalStateException(
                    "the dialect of " + room + " needs the schema: its name, and its text or version");
        }
        return new ChangesetDialect(this);
    }
}
