package dev.mooring.sync.spi;

import dev.mooring.sync.Beta;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.transport.CallsTransport;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transport and the server behind it can do. Core decides by these facts alone. Immutable. {@link #sequence},
 * {@link #arrival}, {@link #keys} and {@link #clocks} begin one; whatever the builder is not told has its weakest value.
 */
public final class Capabilities {
    private final CapabilitiesBuilder<?> facts;

    /**
     * The capabilities that a builder was told.
     *
     * @param facts a copy that nobody changes any more
     */
    Capabilities(CapabilitiesBuilder<?> facts) {
        this.facts = facts;
    }

    /**
     * Begins with a server that keeps one {@linkplain Order#SEQUENCE sequence} and promises nothing else.
     *
     * @param dialect a name for logs and status
     * @param identity which history this is
     * @return a builder
     */
    public static CapabilitiesBuilder.Sequence sequence(String dialect, ServerIdentity identity) {
        return new CapabilitiesBuilder.Sequence(dialect, identity);
    }

    /**
     * Begins with a server that keeps one log in the {@linkplain Order#ARRIVAL order of arrival} and promises nothing else.
     *
     * @param dialect a name for logs and status
     * @param identity which history this is
     * @return a builder
     */
    public static CapabilitiesBuilder.Arrival arrival(String dialect, ServerIdentity identity) {
        return new CapabilitiesBuilder.Arrival(dialect, identity);
    }

    /**
     * Begins with a server that keeps the last state of each {@linkplain Order#KEYS key} and promises nothing else.
     *
     * @param dialect a name for logs and status
     * @param identity which history this is
     * @return a builder
     */
    public static CapabilitiesBuilder.Keys keys(String dialect, ServerIdentity identity) {
        return new CapabilitiesBuilder.Keys(dialect, identity);
    }

    /**
     * Begins with a server that keeps {@linkplain Order#CLOCKS cells with clocks}. A cell that it has already changes nothing there, so the
     * same batch may always be sent again, and own cells are known by their clocks: {@link #resend} is {@link Resend#SAFE}, {@link
     * #recognisesOwn} and {@link #tellsRestores} are true.
     *
     * @param dialect a name for logs and status
     * @param identity which history this is
     * @return a builder
     */
    @Beta
    public static CapabilitiesBuilder.Clocks clocks(String dialect, ServerIdentity identity) {
        return new CapabilitiesBuilder.Clocks(dialect, identity);
    }

    /** How the server orders what it gets. */
    public enum Order {
        /**
         * One sequence: a batch is bound to the cursor it was frozen at, a push that is accepted proves that nothing else
         * came in between, and a foreign change takes the place of a pending mutation.
         */
        SEQUENCE,
        /** One log that takes whatever comes, in the order in which it comes: nothing that is pending is in conflict. */
        ARRIVAL,
        /**
         * No log: the last state of each key. Core remembers what is confirmed for each key, pulls before it pushes, and a
         * change of a key with pending mutations is a conflict.
         */
        KEYS,
        /**
         * No log: cells with clocks. The storage merges what comes cell by cell ({@link dev.mooring.sync.spi.storage.ClockTx}), so nothing
         * that is pending is in conflict or superseded, and no policy is asked. Only writes that the storage captures have clocks.
         */
        @Beta
        CLOCKS
    }

    /** What the server makes of the same batch twice. */
    public enum Resend {
        /** Nothing more than once: the same bytes may be repeated after any end. */
        SAFE,
        /** Damage: an unknown end is resolved by pulling first. */
        UNSAFE
    }

    /**
     * A name for logs and status.
     *
     * @return as given
     */
    public String dialect() {
        return facts.dialect;
    }

    /**
     * Which history this is.
     *
     * @return as given
     */
    public ServerIdentity identity() {
        return facts.identity;
    }

    /**
     * The subject that this user's tokens have, where the app knows it: a token of another one is never used, not even at first. A
     * transport out of an app's {@linkplain CallsTransport#of own calls} is taken by its word: its calls are made for this account.
     *
     * @return empty by default: the first account that the server lets in is the one
     */
    public String account() {
        return facts.account;
    }

    /**
     * How the server's history names this client, as in {@link dev.mooring.sync.Change#origin}.
     *
     * @return may be empty, and is by default
     */
    public String origin() {
        return facts.origin;
    }

    /**
     * How the server orders what it gets.
     *
     * @return as given
     */
    public Order order() {
        return facts.order;
    }

    /**
     * Whether the same batch may be sent again after an unknown end.
     *
     * @return {@link Resend#UNSAFE} by default
     */
    public Resend resend() {
        return facts.resend;
    }

    /**
     * Whether a pull shows which changes are this client's own.
     *
     * @return false by default
     */
    public boolean recognisesOwn() {
        return facts.recognisesOwn;
    }

    /**
     * Whether the answer to a push settles nothing, and only the pull that shows a mutation is the evidence for it.
     *
     * @return true for {@link Order#ARRIVAL} where the pull shows what is own, else false
     */
    public boolean confirmsOnPull() {
        return facts.order == Order.ARRIVAL && facts.recognisesOwn;
    }

    /**
     * Whether {@link Ask.Check} is answered; such a dialect's push trusts the cursor, so core checks before it pushes after
     * every start, failure and pause.
     *
     * @return false by default
     */
    public boolean checks() {
        return facts.checks;
    }

    /**
     * Whether {@link Ask.Call} can carry mutations.
     *
     * @return false by default
     */
    public boolean callsRide() {
        return facts.callsRide;
    }

    /**
     * Whether {@link Ask.Call} is answered at all.
     *
     * @return false by default
     */
    public boolean calls() {
        return facts.calls;
    }

    /**
     * Whether the confirmed log is kept by default.
     *
     * @return false by default
     */
    public boolean keepsLog() {
        return facts.keepsLog;
    }

    /**
     * Whether of several mutations of one key only the last state counts, so that the others need not be sent.
     *
     * @return false by default
     */
    public boolean coalesces() {
        return facts.coalesces;
    }

    /**
     * Whether every pull lists all there is, whatever the cursor.
     *
     * @return false by default
     */
    public boolean listsAll() {
        return facts.listsAll;
    }

    /**
     * Collections that no listing shows, so nothing of them is ever missing from one: they come by the channel alone. Their rows stay in a
     * rebuild. If there are any, the light is green only while the channel {@linkplain WakeUps.Listener#shown shows} them.
     *
     * @return empty by default; unmodifiable
     */
    public Set<String> unlisted() {
        return facts.unlisted;
    }

    /**
     * Whether the answer to a pull tells where the server was restored from an older copy, as {@link Answer.Incompatible} at its end,
     * or that to the {@link Ask.Check} which follows a pull that shows an older state, or lacks a row, where the server {@linkplain
     * #vouches vouches}. Then a state that is older than the confirmed one, by its writer's stamp, waits for that end.
     *
     * @return false by default
     */
    public boolean tellsRestores() {
        return facts.tellsRestores;
    }

    /**
     * How often a pull begins at {@link dev.mooring.sync.Cursor#START} again, because the server hides what is gone from the
     * others.
     *
     * @return never by default: null
     */
    public @Nullable Duration listEvery() {
        return facts.listEvery;
    }

    /**
     * Whether the server counts what it has beside a listing: then {@link Ask.Check}, with the cursor of the page that ended a listing, is
     * answered with a {@link Page#vouch}. Asked where a listing lacks rows, so that a deletion need not wait for a second listing.
     *
     * @return false by default
     */
    public boolean vouches() {
        return facts.vouches;
    }

    /**
     * Mutations in one batch at most.
     *
     * @return 100 by default
     */
    public int maxBatchCount() {
        return facts.maxBatchCount;
    }

    /**
     * Bytes in one batch at most, as {@link Transport#measure} counts them; one mutation may exceed it alone.
     *
     * @return 1 MiB by default
     */
    public long maxBatchBytes() {
        return facts.maxBatchBytes;
    }

    /**
     * Whether an unknown end can be resolved at all.
     *
     * @return false if the dialect can promise no more than at-least-once
     */
    public boolean canResolve() {
        return facts.resend == Resend.SAFE || facts.recognisesOwn;
    }
}
