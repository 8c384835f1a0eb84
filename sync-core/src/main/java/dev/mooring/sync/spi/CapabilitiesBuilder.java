package dev.mooring.sync.spi;

import dev.mooring.sync.Beta;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Capabilities.Resend;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a server can do. {@link Capabilities#sequence}, {@link Capabilities#arrival}, {@link Capabilities#keys} and {@link
 * Capabilities#clocks} begin one. Each order has a builder of its own, with the facts that make sense there. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class CapabilitiesBuilder<B extends CapabilitiesBuilder<B>> implements Cloneable {
    final String dialect;
    final ServerIdentity identity;
    final Order order;
    String origin = "";
    String account = "";
    Resend resend = Resend.UNSAFE;
    boolean recognisesOwn;
    boolean checks;
    boolean callsRide;
    boolean calls;
    boolean keepsLog;
    boolean coalesces;
    boolean listsAll;
    boolean vouches;
    boolean tellsRestores;
    Set<String> unlisted = Collections.emptySet();

    @Nullable
    Duration listEvery;

    int maxBatchCount = 100;
    long maxBatchBytes = 1 << 20;

    private CapabilitiesBuilder(String dialect, ServerIdentity identity, Order order) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        this.identity = Objects.requireNonNull(identity, "identity");
        this.order = order;
    }

    abstract B self();

    /**
     * See {@link Capabilities#origin()}.
     *
     * @param name of this client
     * @return this
     */
    public final B origin(String name) {
        origin = Objects.requireNonNull(name, "origin");
        return self();
    }

    /**
     * See {@link Capabilities#account()}.
     *
     * @param subject of this user's tokens
     * @return this
     */
    public final B account(String subject) {
        account = Objects.requireNonNull(subject, "account");
        return self();
    }

    /**
     * The same batch may be sent again: {@link Resend#SAFE}.
     *
     * @return this
     */
    public final B resendSafe() {
        resend = Resend.SAFE;
        return self();
    }

    /**
     * See {@link Capabilities#recognisesOwn()}.
     *
     * @return this
     */
    public final B recognisesOwn() {
        recognisesOwn = true;
        return self();
    }

    /**
     * See {@link Capabilities#calls()}.
     *
     * @return this
     */
    public final B calls() {
        calls = true;
        return self();
    }

    /**
     * How much one batch holds at most.
     *
     * @param count mutations
     * @param bytes as {@link Transport#measure} counts them
     * @return this
     * @throws IllegalArgumentException if either is not positive
     */
    public final B batchesOf(int count, long bytes) {
        if (count < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "batch bounds must be positive, got " + count + " mutations and " + bytes + " bytes");
        }
        maxBatchCount = count;
        maxBatchBytes = bytes;
        return self();
    }

    /**
     * Ends it.
     *
     * @return the capabilities, which later calls of this builder do not change
     */
    public final Capabilities build() {
        try {
            return new Capabilities((CapabilitiesBuilder<?>) clone());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For a server that keeps one {@linkplain Order#SEQUENCE sequence}. */
    public static final class Sequence extends CapabilitiesBuilder<Sequence> {
        Sequence(String dialect, ServerIdentity identity) {
            super(dialect, identity, Order.SEQUENCE);
        }

        @Override
        Sequence self() {
            return this;
        }

        /**
         * See {@link Capabilities#checks()}.
         *
         * @return this
         */
        public Sequence checks() {
            checks = true;
            return this;
        }

        /**
         * See {@link Capabilities#callsRide()}; includes {@link #calls()}.
         *
         * @return this
         */
        public Sequence callsRide() {
            callsRide = true;
            return calls();
        }

        /**
         * See {@link Capabilities#keepsLog()}.
         *
         * @return this
         */
        public Sequence keepsLog() {
            keepsLog = true;
            return this;
        }
    }

    /** For a server that keeps one log in the {@linkplain Order#ARRIVAL order of arrival}. */
    public static final class Arrival extends CapabilitiesBuilder<Arrival> {
        Arrival(String dialect, ServerIdentity identity) {
            super(dialect, identity, Order.ARRIVAL);
        }

        @Override
        Arrival self() {
            return this;
        }

        /**
         * See {@link Capabilities#keepsLog()}.
         *
         * @return this
         */
        public Arrival keepsLog() {
            keepsLog = true;
            return this;
        }
    }

    /** For a server that keeps the last state of each {@linkplain Order#KEYS key}. */
    public static final class Keys extends CapabilitiesBuilder<Keys> {
        Keys(String dialect, ServerIdentity identity) {
            super(dialect, identity, Order.KEYS);
        }

        @Override
        Keys self() {
            return this;
        }

        /**
         * See {@link Capabilities#coalesces()}.
         *
         * @return this
         */
        public Keys coalesces() {
            coalesces = true;
            return this;
        }

        /**
         * See {@link Capabilities#listsAll()}.
         *
         * @return this
         */
        public Keys listsAll() {
            listsAll = true;
            return this;
        }

        /**
         * See {@link Capabilities#unlisted()}.
         *
         * @param collections all of them
         * @return this
         */
        public Keys unlisted(String... collections) {
            unlisted = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(collections)));
            return this;
        }

        /**
         * See {@link Capabilities#tellsRestores()}.
         *
         * @return this
         */
        public Keys tellsRestores() {
            tellsRestores = true;
            return this;
        }

        /**
         * See {@link Capabilities#listEvery()}.
         *
         * @param interval positive
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Keys listEvery(Duration interval) {
            if (interval.isZero() || interval.isNegative()) {
                throw new IllegalArgumentException("the interval of listings must be positive, got " + interval);
            }
            listEvery = interval;
            return this;
        }

        /**
         * See {@link Capabilities#vouches()}.
         *
         * @return this
         */
        public Keys vouches() {
            vouches = true;
            return this;
        }
    }

    /** For a server that keeps {@linkplain Order#CLOCKS cells with clocks}. All that such a server can do follows from that. */
    @Beta
    public static final class Clocks extends CapabilitiesBuilder<Clocks> {
        Clocks(String dialect, ServerIdentity identity) {
            super(dialect, identity, Order.CLOCKS);
            resend = Resend.SAFE;
            recognisesOwn = true;
            tellsRestores = true;
        }

        @Override
        Clocks self() {
            return this;
        }
    }
}
