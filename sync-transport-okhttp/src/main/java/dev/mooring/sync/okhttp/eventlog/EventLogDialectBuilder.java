package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Mutation;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builds an {@link EventLogDialect}. Not thread-safe. */
public final class EventLogDialectBuilder {
    final String user;
    int maxBatchCount = 500;
    long maxBatchBytes = 1 << 20;
    boolean gzip = true;
    boolean live;
    private @Nullable String writer;
    private Predicate<Mutation> whole = mutation -> false;
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
     * Names this device as the origin of its changes, in the envelope. By default there is no name.
     *
     * @param name any text
     * @return this
     */
    public EventLogDialectBuilder device(String name) {
        this.device = Objects.requireNonNull(name, "device");
        return this;
    }

    /**
     * Sets the event type of a mutation by its kind. By default it is {@code user_action} for all.
     *
     * @param kindToEventType pure and thread-safe. It must not return {@code proxy_minted}, which is the server's own: such a mutation is
     *     refused when the app writes it
     * @return this
     */
    public EventLogDialectBuilder eventType(Function<String, String> kindToEventType) {
        this.typeOfKind = Objects.requireNonNull(kindToEventType, "event type");
        return this;
    }

    /**
     * Switches the envelope off: payloads then stand in the log exactly as the app gave them, for other programs that read the same log.
     * Own mutations are then recognised by timestamp, event type, schema version and payload. So two with the same content in one
     * millisecond cannot be told apart, and the origin of a change is unknown.
     *
     * @param mapping says what an event is about
     * @return this
     */
    public EventLogDialectBuilder plainPayloads(EventMapping mapping) {
        this.plain = Objects.requireNonNull(mapping, "mapping");
        return this;
    }

    /**
     * Sets how many mutations go into one batch at most; 500 by default.
     *
     * @param count positive
     * @return this
     */
    public EventLogDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * Sets how many bytes go into one batch at most; 1 MiB by default. A larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public EventLogDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * Sets whether the server may compress its answers; true by default. Requests are never compressed, as this server does not unpack
     * them.
     *
     * @param accept false to ask for plain answers
     * @return this
     */
    public EventLogDialectBuilder gzip(boolean accept) {
        this.gzip = accept;
        return this;
    }

    /**
     * Listens to the server's live stream: {@code GET do/live} sends what others write as they write it. Off by default, as not every
     * server of this family has it; where one has not, the channel is down with a reason, and polls bring everything.
     *
     * @return this
     */
    public EventLogDialectBuilder live() {
        this.live = true;
        return this;
    }

    /**
     * Speaks to a server that keeps the promises of {@code docs/event-log.md}: it stores a batch whole or not at all and compares it with
     * its log, answers the same batch the same a second time, names its history, and gives the right to write to one writer after the
     * other. Off by default: a server without them sees no word of it.
     *
     * <p>Nothing is checked before a push then, and after a lost answer the same bytes go out again. If the server turns out to keep no
     * promises, syncs fail and say so.
     *
     * @param installation names this installation among those of the user: 1 to 128 printable ASCII characters that stay the same, such as
     *     a UUID that the app keeps with its data
     * @return this
     */
    public EventLogDialectBuilder promises(String installation) {
        this.writer = Objects.requireNonNull(installation, "installation");
        return this;
    }

    /**
     * Says which mutations tell the whole state of their key, so that the server may drop earlier ones of the same key. By default none
     * does, and the server keeps all. Only with {@link #promises}.
     *
     * @param wholeStates pure and thread-safe
     * @return this
     */
    public EventLogDialectBuilder compacts(Predicate<Mutation> wholeStates) {
        this.whole = Objects.requireNonNull(wholeStates, "whole states");
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return the dialect
     * @throws IllegalArgumentException if the name of the installation is not as {@link #promises} wants it
     */
    public EventLogDialect build() {
        return new EventLogDialect(this, new EventForm(device, typeOfKind, plain));
    }

    @Nullable
    Promises promises() {
        return writer == null ? null : new Promises(writer, whole);
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }
}
