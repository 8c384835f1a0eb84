package dev.mooring.sync.okhttp.eventlog;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds an {@link EventLogDialect}. Not thread-safe. */
public final class EventLogDialectBuilder {
    final String user;
    int maxBatchCount = 500;
    long maxBatchBytes = 1 << 20;
    boolean gzip = true;
    private String device = "";
    private Function<String, String> typeOfKind = kind -> "user_action";
    private @Nullable EventMapping plain;

    EventLogDialectBuilder(String userId) {
        boolean printable = !userId.isEmpty() && userId.trim().equals(userId);
        for (int i = 0; i < userId.length(); i++) {
            printable &= userId.charAt(i) >= ' ' && userId.charAt(i) < 0x7f;
        }
        if (!printable) {
            throw new IllegalArgumentException("the user id must be printable ASCII without spaces around it");
        }
        this.user = userId;
    }

    /**
     * Names this device in the envelope, as the origin of its changes; none by default.
     *
     * @param name any text
     * @return this
     */
    public EventLogDialectBuilder device(String name) {
        this.device = Objects.requireNonNull(name, "device");
        return this;
    }

    /**
     * Names the event type of a mutation by its kind; {@code user_action} for all by default.
     *
     * @param kindToEventType pure and thread-safe; {@code proxy_minted} is the server's own, and a mutation that gets it is
     *     refused when it is recorded
     * @return this
     */
    public EventLogDialectBuilder eventType(Function<String, String> kindToEventType) {
        this.typeOfKind = Objects.requireNonNull(kindToEventType, "event type");
        return this;
    }

    /**
     * Switches the envelope off: payloads stand in the log exactly as the app gave them, as other programs on the same log may
     * expect. Own mutations are then recognised by their content (timestamp, event type, schema version, payload), so two of
     * the same millisecond and content cannot be told apart, and origins are unknown.
     *
     * @param mapping says what an event is about
     * @return this
     */
    public EventLogDialectBuilder plainPayloads(EventMapping mapping) {
        this.plain = Objects.requireNonNull(mapping, "mapping");
        return this;
    }

    /**
     * How many mutations go into one batch; 500 by default.
     *
     * @param count positive
     * @return this
     */
    public EventLogDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * How much goes into one batch; 1 MiB by default. A single larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public EventLogDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * Whether the server may compress its answers; true by default. Requests are never compressed: the server would not notice.
     *
     * @param accept false to ask for plain answers
     * @return this
     */
    public EventLogDialectBuilder gzip(boolean accept) {
        this.gzip = accept;
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return the dialect
     */
    public EventLogDialect build() {
        return new EventLogDialect(this, new EventForm(device, typeOfKind, plain));
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }
}
