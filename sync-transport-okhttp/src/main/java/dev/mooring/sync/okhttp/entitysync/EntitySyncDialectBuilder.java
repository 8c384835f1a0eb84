package dev.mooring.sync.okhttp.entitysync;

import java.time.Duration;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Builds an {@link EntitySyncDialect}. Not thread-safe. */
public final class EntitySyncDialectBuilder {
    final String device;
    String user = "";
    String account = "";
    int maxBatchCount = 100;
    long maxBatchBytes = 900_000;
    boolean gzip = true;

    @Nullable
    HttpUrl liveAt;

    boolean repertoire;

    @Nullable
    Duration listEvery;

    EntitySyncDialectBuilder(String device) {
        boolean printable = !device.isEmpty() && device.trim().equals(device);
        for (int i = 0; i < device.length(); i++) {
            printable &= device.charAt(i) >= ' ' && device.charAt(i) < 0x7f;
        }
        if (!printable) {
            throw new IllegalArgumentException("the device id must be printable ASCII without spaces around it");
        }
        this.device = device;
    }

    /**
     * Names the user, so that a storage filled for one is never synced as another. The server itself goes by the credential
     * alone; empty by default.
     *
     * @param id any text
     * @return this
     */
    public EntitySyncDialectBuilder user(String id) {
        this.user = Objects.requireNonNull(id, "user");
        return this;
    }

    /**
     * Sets the {@code sub} of this user's tokens. A token of anybody else is then never used. Without it, the first account that
     * the server lets in is bound to the storage; only the very first sync is not protected then.
     *
     * @param subject of the tokens
     * @return this
     */
    public EntitySyncDialectBuilder account(String subject) {
        this.account = Objects.requireNonNull(subject, "account");
        return this;
    }

    /**
     * Switches incremental pulls on, for a server of the family that supports them: a pull sends the last token, and the server
     * answers with what came after it, tombstones included. The live server does not (protocol §1, pull) and answers with
     * everything whatever is
     * sent, so that deletes are noticed by the listings alone; off by default.
     *
     * @param interval how often everything is listed nevertheless; positive
     * @return this
     */
    public EntitySyncDialectBuilder incrementalPull(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("the interval of listings must be positive, got " + interval);
        }
        this.listEvery = interval;
        return this;
    }

    /**
     * How many mutations go into one batch; 100 by default. One bad item makes the server refuse all of them, and the family
     * promises no more than 1000.
     *
     * @param count positive
     * @return this
     */
    public EntitySyncDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * How much goes into one batch; 900,000 bytes by default. A single larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public EntitySyncDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * Whether the server may compress its answers; true by default. Requests are never compressed.
     *
     * @param accept false to ask for plain answers
     * @return this
     */
    public EntitySyncDialectBuilder gzip(boolean accept) {
        this.gzip = accept;
        return this;
    }

    /**
     * Opens the server's socket, so that what another device writes is here at once; none by default. The user's id and the token go
     * along in its query, as this server wants it, and are never logged. A refused handshake ends in
     * {@link dev.mooring.sync.spi.WakeUps.Kind#AUTH_REQUIRED}, and syncing goes on by polls.
     *
     * @param url such as {@code wss://sync.example.org/sync/ws}, without query and user
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public EntitySyncDialectBuilder liveAt(String url) {
        HttpUrl parsed = LiveOpening.url(url);
        if (parsed == null) {
            throw new IllegalArgumentException(
                    "the socket's URL must begin with wss:// or ws://, and have neither query nor user");
        }
        this.liveAt = parsed;
        return this;
    }

    /**
     * Syncs the pieces of the user's repertoire, too, as the collection {@code repertoire} under the ids of their scores. Only the socket
     * carries them, so it needs {@link #liveAt}, and they wait while the socket is not open; off by default.
     *
     * @return this
     */
    public EntitySyncDialectBuilder repertoire() {
        this.repertoire = true;
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return the dialect
     * @throws IllegalStateException if it is to sync the repertoire without a socket
     */
    public EntitySyncDialect build() {
        if (repertoire && liveAt == null) {
            throw new IllegalStateException("only the socket carries the repertoire: say where it is (liveAt)");
        }
        return new EntitySyncDialect(this);
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }
}
