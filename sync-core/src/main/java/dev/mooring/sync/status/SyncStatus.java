package dev.mooring.sync.status;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.internal.status.Explanation;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The status of a client at one moment. Immutable. {@link SyncClient#status} may be called from any thread and never waits for a sync.
 *
 * <p>{@link State#SYNCED} is a promise: the server's changes have come, and nothing is left to be sent. It needs three things: the server
 * is the one that this storage knows, the outbox is empty, and a pull has come to its end. It ends when the server has not been heard for
 * the poll interval plus {@link Thresholds#grace}. While the channel is proven alive, that is the interval as {@link
 * dev.mooring.sync.live.Live#stretchPolls} stretches it. What comes over the channel alone, it has to have shown. Refused mutations and rows that are set aside are counted beside it. {@link #light} sums
 * everything up.
 *
 * @param state how the connection stands
 * @param reason why it is not {@code SYNCED}; null if it is, or if a sync is simply under way
 * @param warnings what needs attention although sync works; unmodifiable
 * @param counts how many mutations and rows wait, and for what
 * @param waiting pending mutations that wait until another row is at the server; null if there are none
 * @param cursor where this storage is in the server's history
 * @param position the last synced sequence number; 0 before the first; {@link Change#NO_POSITION} if the dialect has none
 * @param contact when the server was heard; survives a restart
 * @param pendingSince when the oldest pending mutation was written; survives a restart; null if none is pending
 * @param nextAttempt when the next attempt is due, or when the running one began; null if none is scheduled
 * @param trouble what has failed since the last success; null if nothing has
 * @param progress what the running sync has moved so far, or the last one if none runs
 * @param channel how the channel stands that tells this client of news
 * @param asOf when this status was made
 */
public record SyncStatus(
        State state,
        @Nullable Reason reason,
        Set<Warning> warnings,
        Counts counts,
        @Nullable Waiting waiting,
        Cursor cursor,
        long position,
        Contact contact,
        @Nullable Instant pendingSince,
        @Nullable Instant nextAttempt,
        @Nullable Trouble trouble,
        Progress progress,
        ChannelStatus channel,
        Instant asOf) {
    public SyncStatus {
        EnumSet<Warning> copy = EnumSet.noneOf(Warning.class);
        copy.addAll(warnings);
        warnings = Collections.unmodifiableSet(copy);
    }

    /**
     * How many mutations the server has not acknowledged, as {@link Counts#pending} says.
     *
     * @return 0 or more
     */
    public long pending() {
        return counts.pending;
    }

    /**
     * Sums the status up in one colour. The first line that applies counts.
     *
     * <table>
     *   <caption>The light</caption>
     *   <tr><th>light</th><th>when</th></tr>
     *   <tr><td>RED</td><td>{@link State#INCOMPATIBLE}</td></tr>
     *   <tr><td>GREY</td><td>{@link State#DISCONNECTED}</td></tr>
     *   <tr><td>AMBER</td><td>any other state than {@link State#SYNCED}; or something is pending, refused, set aside or held back; or
     *       {@link Warning#DATABASE_UNWELL}</td></tr>
     *   <tr><td>GREEN</td><td>else</td></tr>
     * </table>
     *
     * <p>A superseded mutation does not make it amber: the policy has decided, and the rows here are those of the server.
     *
     * @return never green while something that was written here is missing there, or something that is there is not here
     */
    public Light light() {
        return switch (state) {
            case INCOMPATIBLE -> Light.RED;
            case DISCONNECTED -> Light.GREY;
            case CONNECTING, SYNCING, STUCK -> Light.AMBER;
            case SYNCED -> isWhole() ? Light.GREEN : Light.AMBER;
        };
    }

    private boolean isWhole() {
        return counts.pending == 0
                && counts.quarantined == 0
                && counts.setAside == 0
                && counts.heldBack == 0
                && !warnings.contains(Warning.DATABASE_UNWELL);
    }

    /**
     * Explains the status to a person in one paragraph of English: how things are, why and since when, what waits, and what happens
     * next. It never shows payloads or credentials.
     *
     * @return several sentences, never empty
     */
    public String explain() {
        return Explanation.of(this);
    }

    /**
     * Whether another status differs from this one in times, progress and cursor at most.
     *
     * @param other to be compared with
     * @return true if state, cause, warnings and counts are the same, and state and cause of the channel
     */
    public boolean isSameAs(SyncStatus other) {
        Reason theirs = other.reason;
        boolean why = (reason != null && theirs != null)
                ? reason.cause() == theirs.cause() && reason.words().equals(theirs.words())
                : Objects.equals(reason, theirs);
        return why
                && state == other.state
                && warnings.equals(other.warnings)
                && counts.equals(other.counts)
                && Objects.equals(waiting, other.waiting)
                && channel.state() == other.channel.state()
                && channel.cause() == other.channel.cause();
    }

    /**
     * How many mutations and rows wait. No mutation is counted twice, except those in flight, which are pending.
     *
     * @param pending mutations that the server has not acknowledged: in flight, to be sent, captured by the database, or waiting behind a
     *     quarantined one of the same key
     * @param inFlight how many of those are in the batch that was sent, or is being sent
     * @param superseded mutations that lost against the server and wait for the app
     * @param quarantined mutations that were refused for good and that wait for the app
     * @param setAside rows of the server that could not be written into the app's tables. The storage keeps them, and lists each with the
     *     reason
     * @param heldBack rows that the server no longer lists, but has not confirmed as gone. They stay in the app's tables until the server
     *     confirms it, or enough later listings agree, see {@link SyncClientBuilder#unconfirmedDeletions}
     */
    public record Counts(
            long pending, long inFlight, long superseded, long quarantined, long setAside, long heldBack) {}

    /**
     * Pending rows that the server has refused because a row that they refer to is not there yet, and is pending, quarantined or set aside
     * here. They are sent by themselves once that row is at the server. After a restart they are known again from the first push on.
     *
     * @param rows how many wait
     * @param collection of the first of them
     * @param key of that row
     * @param parentCollection of the row that it waits for
     * @param parentKey key of that other row; empty if it waits for all that is still to be sent of the collection
     */
    public record Waiting(long rows, String collection, String key, String parentCollection, String parentKey) {}

    /** The summary of a status, for an app that shows one light. {@link SyncStatus#light} says when each applies. */
    public enum Light {
        /** Nothing that was written here is missing there, and what is there is here. */
        GREEN,
        /** Something is on its way, waits, or needs attention. What was written is kept. */
        AMBER,
        /** Nothing is sent until the app or a person decides. */
        RED,
        /** Not connected, so nothing is known. */
        GREY
    }

    /**
     * The state of the connection. A change that is not in the table does not happen. A state may be followed by itself, with another
     * reason for example.
     *
     * <table>
     *   <caption>Transitions</caption>
     *   <tr><th>from</th><th>to</th><th>by</th></tr>
     *   <tr><td>DISCONNECTED</td><td>CONNECTING</td><td>{@link SyncClient#start}, an attempt, or a new sign-in; or the first attempt to find somebody there has failed</td></tr>
     *   <tr><td>DISCONNECTED</td><td>SYNCED</td><td>the first attempt to get an answer, or the first since a new sign-in, found nothing left to do</td></tr>
     *   <tr><td>DISCONNECTED</td><td>SYNCING</td><td>the same, with something left to do</td></tr>
     *   <tr><td>DISCONNECTED</td><td>STUCK</td><td>rapid failures of a client that was stopped or signed out</td></tr>
     *   <tr><td>DISCONNECTED</td><td>INCOMPATIBLE</td><td>the first answer comes from another server</td></tr>
     *   <tr><td>CONNECTING</td><td>DISCONNECTED</td><td>{@link SyncClient#stop}, {@link SyncClient#close}, the credential is refused, or nobody answers and the server was never heard</td></tr>
     *   <tr><td>CONNECTING</td><td>SYNCED</td><td>the server is the right one, and nothing is left to do</td></tr>
     *   <tr><td>CONNECTING</td><td>SYNCING</td><td>the server is the right one</td></tr>
     *   <tr><td>CONNECTING</td><td>STUCK</td><td>the failures have become too many, or have lasted too long</td></tr>
     *   <tr><td>CONNECTING</td><td>INCOMPATIBLE</td><td>the server is another one</td></tr>
     *   <tr><td>SYNCED</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>SYNCED</td><td>CONNECTING</td><td>a failure, too long a silence of the server or the channel, or the platform says that there is no network</td></tr>
     *   <tr><td>SYNCED</td><td>SYNCING</td><td>a write, news, or a rebuild</td></tr>
     *   <tr><td>SYNCED</td><td>STUCK</td><td>failures in quick succession</td></tr>
     *   <tr><td>SYNCED</td><td>INCOMPATIBLE</td><td>the server has become another one</td></tr>
     *   <tr><td>SYNCING</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>SYNCING</td><td>CONNECTING</td><td>a failure, too long a silence of the channel, or the platform says that there is no network</td></tr>
     *   <tr><td>SYNCING</td><td>SYNCED</td><td>all is acknowledged, and a pull has come to its end</td></tr>
     *   <tr><td>SYNCING</td><td>STUCK</td><td>the failures have become too many, or have lasted too long</td></tr>
     *   <tr><td>SYNCING</td><td>INCOMPATIBLE</td><td>the server has become another one</td></tr>
     *   <tr><td>STUCK</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>STUCK</td><td>CONNECTING</td><td>nobody answers any more, so the server is not at fault; or nothing is pending any more</td></tr>
     *   <tr><td>STUCK</td><td>SYNCED</td><td>an attempt succeeded, and nothing is left to do</td></tr>
     *   <tr><td>STUCK</td><td>SYNCING</td><td>an attempt succeeded, with something left to do</td></tr>
     *   <tr><td>STUCK</td><td>INCOMPATIBLE</td><td>the server is another one</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>DISCONNECTED</td><td>{@code close}</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>CONNECTING</td><td>the server was the right one again, and does not answer since</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>STUCK</td><td>the server is the right one again, and has failed again and again</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>SYNCED</td><td>the server is the right one again, or the storage was rebuilt, and nothing is left to do</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>SYNCING</td><td>the same, with something left to do</td></tr>
     * </table>
     */
    public enum State {
        /** The client is stopped or signed out, or has never reached the server. The {@linkplain SyncStatus#reason reason} tells which. */
        DISCONNECTED,
        /** The client is trying to reach its server: at the start, after a failure, or after a silence. */
        CONNECTING,
        /** The server's changes have come, and nothing is left to be sent. Refused mutations and rows set aside are counted beside it. */
        SYNCED,
        /** Connected, and something is being sent or received, or waits for it. */
        SYNCING,
        /**
         * Attempts fail again and again. The client goes on trying, at longer intervals. {@link SyncStatus#trouble} has the diagnostics.
         */
        STUCK,
        /** The server is not the one that this storage knows. Nothing is sent until it is the right one again, or the app rebuilds. */
        INCOMPATIBLE
    }

    /** Why a client is not synced. */
    public enum Cause {
        /** The client was not started, or was stopped. */
        SWITCHED_OFF,
        /** The client was closed; the outbox is kept. */
        CLOSED,
        /** No attempt has ever found this server. */
        NEVER_REACHED,
        /** The credential is refused, also after a refresh: the user has to sign in. */
        AUTH_REQUIRED,
        /** The server has not been checked yet. */
        CHECKING,
        /** The server has not been heard for the poll interval, as it is now, plus {@link Thresholds#grace}. */
        SILENT,
        /**
         * The server answers, but some collections come {@linkplain dev.mooring.sync.spi.Capabilities#unlisted over the channel alone}, and
         * it has not shown them since the start, or for the poll interval (or a beat, if that is longer) plus {@link Thresholds#grace}.
         */
        CHANNEL_SILENT,
        /** There is no network, or nobody answers. */
        OFFLINE,
        /** Something else answers in the server's place: a captive portal, a login page, a proxy. */
        PORTAL,
        /** The server asks for a pause, by 429 or 503 for example. */
        THROTTLED,
        /** The server reports a failure of its own. */
        SERVER,
        /** The server refuses the request as a whole: the address, user or version is wrong. */
        REFUSED,
        /** An answer was not in the dialect. */
        GARBAGE,
        /** The server's certificate is not trusted (TLS). */
        UNTRUSTED,
        /** In every round other writers were faster or the server put the batch off. */
        CONTENDED,
        /** The app's change handler or policy threw. */
        HANDLER,
        /** The local database failed. */
        STORAGE,
        /** Another process syncs this storage. */
        ELSEWHERE,
        /** The server knows less than this storage does: it lost data, or was restored from an older copy. */
        KNOWS_LESS,
        /** The server's history is another one, or has changed before the cursor. */
        OTHER_HISTORY,
        /** The server's schema is another one. */
        OTHER_SCHEMA,
        /** The credential is for another account than the one whose data is here. */
        OTHER_ACCOUNT,
        /** A rebuild is under way. */
        REBUILDING
    }

    /**
     * Why.
     *
     * @param cause for the app
     * @param words for a person: what was attempted, and the server's own words. Never a payload or a credential
     * @param since when it began
     */
    public record Reason(Cause cause, String words, Instant since) {
        public Reason {
            Objects.requireNonNull(cause);
            Objects.requireNonNull(words);
            Objects.requireNonNull(since);
        }
    }

    /** What needs attention although sync works. */
    public enum Warning {
        /** Mutations are pending, and the server has acknowledged nothing for {@link Thresholds#ackStale}. */
        ACKS_STALE,
        /** The oldest pending mutation is older than {@link Thresholds#pendingStale}. */
        PENDING_STALE,
        /** The last check of the local database found faults, or its last use failed. */
        DATABASE_UNWELL,
        /** This device's clock and the server's differ by more than {@link Thresholds#clockOff}. */
        CLOCK_OFF,
        /**
         * Some device's clock is ahead: an edit has come from the server, or was made on top of one, with a stamp more than
         * {@link Thresholds#clockOff} in this device's future. Edits that are made on top of others are ordered correctly all the same.
         */
        EDITS_AHEAD
    }
}
