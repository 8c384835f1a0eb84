package dev.mooring.sync.okhttp.oplog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds an {@link OpLogDialect}. Not thread-safe. */
public final class OpLogDialectBuilder {
    final String clientId;
    String user = "";
    String kind = "op";

    @Nullable
    String origin;

    boolean gzip = true;
    int maxBatchCount = 500;
    long maxBatchBytes = 1 << 20;

    OpLogDialectBuilder(String clientId) {
        if (clientId.isEmpty()) {
            throw new IllegalArgumentException("the client id is empty");
        }
        this.clientId = clientId;
    }

    /**
     * Names the user in the {@linkplain dev.mooring.sync.ServerIdentity identity} that a storage is bound to; none by
     * default. The server knows its users by their sessions alone, so give a name where several may sign in on one device:
     * then mutations of one are never sent as another's.
     *
     * @param name any text
     * @return this
     */
    public OpLogDialectBuilder user(String name) {
        this.user = Objects.requireNonNull(name, "user");
        return this;
    }

    /**
     * The kind of every change, since operations have none; {@code op} by default. An operation whose payload is {@code null}
     * is a tombstone of kind {@link dev.mooring.sync.Mutation#DELETE}.
     *
     * @param name never empty
     * @return this
     */
    public OpLogDialectBuilder kind(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the kind of changes is empty");
        }
        this.kind = name;
        return this;
    }

    /**
     * Sets the {@code Origin} header of a POST. Needed where the server has another host name for the public than the one in the
     * base URL. Default: scheme, host and port of the base URL.
     *
     * @param url such as {@code https://sync.example}
     * @return this
     */
    public OpLogDialectBuilder origin(String url) {
        this.origin = Objects.requireNonNull(url, "origin");
        return this;
    }

    /**
     * How many mutations go into one batch; 500 by default.
     *
     * @param count positive
     * @return this
     */
    public OpLogDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * How much goes into one batch; 1 MiB by default. A single larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public OpLogDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * Whether answers may be compressed; true by default. The server itself does not compress; a proxy in front of it may.
     *
     * @param accept false to ask for plain answers
     * @return this
     */
    public OpLogDialectBuilder gzip(boolean accept) {
        this.gzip = accept;
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return the dialect
     */
    public OpLogDialect build() {
        return new OpLogDialect(this);
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }
}
