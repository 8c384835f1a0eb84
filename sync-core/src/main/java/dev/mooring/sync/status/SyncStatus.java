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
 * How a client stands: immutable, free to read from any thread, never blocked by a sync.
 *
 * <p>{@link State#SYNCED} is a promise: the server's changes have come, and nothing is left to be sent. It is shown only after three
 * things: the server is the one that this storage knows, the outbox is empty, and a pull has come to its end. It is withdrawn when the
 * server has not been heard for the poll interval and {@link Thresholds#grace}. What was refused or set aside is counted beside it;
 * {@link #light} sums all of it up.
 *
 * @param state how the connection stands
 * @param reason why it is not {@code SYNCED}; null if it is, or if work simply goes on
 * @param warnings what is not right although it works; unmodifiable
 * @param pending mutations that the server has not acknowledged: in flight, to be sent, captured by the database, or waiting
 *     behind a quarantined one of the same key
 * @param inFlight how many of those are in the batch that was sent, or is about to be
 * @param superseded mutations that lost against the server and wait for the app
 * @param quarantined mutations that were refused for good and that wait for the app
 * @param setAside rows of the server that could not be written into the app's tables; the storage keeps them and lists them with the
 *     reason
 * @param heldBack rows that the server no longer lists, but has not confirmed as gone. They stay in the app's tables until it confirms
 *     it or later listings agree, see {@link SyncClientBuilder#unconfirmedDeletions}
 * @param waiting pending mutations that wait until another row is at the server; null if there are none
 * @param cursor where we are in the server's history
 * @param position the last synced sequence, or {@link Change#NO_POSITION} where the dialect has none; 0 before the first
 * @param contact when the server was heard, kept over restarts
 * @param pendingSince when the oldest pending mutation was written, also before a restart; null if none is pending
 * @param nextAttempt when the next attempt is due, or the running one has begun; null if none is scheduled
 * @param trouble what has failed since the last success, or null
 * @param progress what the running sync, or else the last one, has done
 * @param asOf when this was put together
 */
public record SyncStatus(
        State state,
        @Nullable Reason reason,
        Set<Warning> warnings,
        long pending,
        long inFlight,
        long superseded,
        long quarantined,
        long setAside,
        long heldBack,
        @Nullable Waiting waiting,
        Cursor cursor,
        long position,
        Contact contact,
        @Nullable Instant pendingSince,
        @Nullable Instant nextAttempt,
        @Nullable Trouble trouble,
        Progress progress,
        Instant asOf) {
    public SyncStatus {
        EnumSet<Warning> copy = EnumSet.noneOf(Warning.class);
        copy.addAll(warnings);
        warnings = Collections.unmodifiableSet(copy);
    }

    /**
     * Sums the status up in one colour: the first line that applies.
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
     * <p>A superseded mutation does not make it amber: the policy has decided, and the rows here are as they are at the server.
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
        return pending == 0
                && quarantined == 0
                && setAside == 0
                && heldBack == 0
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
     * Whether two statuses differ in nothing but times, progress and the cursor.
     *
     * @param other to be compared with
     * @return true if state, cause, warnings and counts are the same
     */
    public boolean isSameAs(SyncStatus other) {
        Reason theirs = other.reason;
        boolean why = (reason != null && theirs != null)
                ? reason.cause() == theirs.cause() && reason.words().equals(theirs.words())
                : Objects.equals(reason, theirs);
        return why
                && state == other.state
                && warnings.equals(other.warnings)
                && pending == other.pending
                && inFlight == other.inFlight
                && superseded == other.superseded
                && quarantined == other.quarantined
                && setAside == other.setAside
                && heldBack == other.heldBack
                && Objects.equals(waiting, other.waiting);
    }

    /**
     * Rows that the server has refused, as another row is not there that is on its way or waits here. They go by themselves when that
     * has come. Known since the last refusal: after a restart the first push tells it anew.
     *
     * @param rows how many wait
     * @param collection of the first of them
     * @param key of that row
     * @param parentCollection of the row that it waits for
     * @param parentKey of that one; empty where it waits for whatever is still to be sent of the collection
     */
    public record Waiting(long rows, String collection, String key, String parentCollection, String parentKey) {}

    /** The summary of a status, for an app that shows one light. What each means is at {@link SyncStatus#light}. */
    public enum Light {
        /** Nothing that was written here is missing there, and what is there is here. */
        GREEN,
        /** Something is on its way, or waits, or wants a look. What was written is kept. */
        AMBER,
        /** Nothing is sent until the app or a person decides. */
        RED,
        /** Not connected, so nothing is known. */
        GREY
    }

    /**
     * How the connection stands. What is not in the table does not happen; from every state to itself it does, with another reason, say.
     *
     * <table>
     *   <caption>Transitions</caption>
     *   <tr><th>from</th><th>to</th><th>by</th></tr>
     *   <tr><td>DISCONNECTED</td><td>CONNECTING</td><td>{@link SyncClient#start}, or an attempt; signed in again; the first attempt that failed otherwise than by finding nobody</td></tr>
     *   <tr><td>DISCONNECTED</td><td>SYNCED</td><td>an attempt found everything in place: signed in again, or the first answer of a server after none</td></tr>
     *   <tr><td>DISCONNECTED</td><td>SYNCING</td><td>the same, with something left to do</td></tr>
     *   <tr><td>DISCONNECTED</td><td>STUCK</td><td>rapid failures of a client that was off or signed out</td></tr>
     *   <tr><td>DISCONNECTED</td><td>INCOMPATIBLE</td><td>the first answer is another server's</td></tr>
     *   <tr><td>CONNECTING</td><td>DISCONNECTED</td><td>{@link SyncClient#stop}, {@link SyncClient#close}, the credential is refused, or a server that was never heard is not there</td></tr>
     *   <tr><td>CONNECTING</td><td>SYNCED</td><td>the server is the right one, and nothing was left to do</td></tr>
     *   <tr><td>CONNECTING</td><td>SYNCING</td><td>the server is the right one</td></tr>
     *   <tr><td>CONNECTING</td><td>STUCK</td><td>the failures have become too many, or have lasted too long</td></tr>
     *   <tr><td>CONNECTING</td><td>INCOMPATIBLE</td><td>the server is another one</td></tr>
     *   <tr><td>SYNCED</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>SYNCED</td><td>CONNECTING</td><td>a failure, silence for too long, or the platform says that there is no network</td></tr>
     *   <tr><td>SYNCED</td><td>SYNCING</td><td>a write, news, or a rebuild</td></tr>
     *   <tr><td>SYNCED</td><td>STUCK</td><td>failures in quick succession</td></tr>
     *   <tr><td>SYNCED</td><td>INCOMPATIBLE</td><td>the server is another one by now</td></tr>
     *   <tr><td>SYNCING</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>SYNCING</td><td>CONNECTING</td><td>a failure, or the platform says that there is no network</td></tr>
     *   <tr><td>SYNCING</td><td>SYNCED</td><td>all is acknowledged, and a pull has come to its end</td></tr>
     *   <tr><td>SYNCING</td><td>STUCK</td><td>the failures have become too many, or have lasted too long</td></tr>
     *   <tr><td>SYNCING</td><td>INCOMPATIBLE</td><td>the server is another one by now</td></tr>
     *   <tr><td>STUCK</td><td>DISCONNECTED</td><td>{@code stop}, {@code close}, or the credential is refused</td></tr>
     *   <tr><td>STUCK</td><td>CONNECTING</td><td>nobody is there any more: that is no longer the server's fault; or what was pending is gone</td></tr>
     *   <tr><td>STUCK</td><td>SYNCED</td><td>an attempt got through, and nothing was left to do</td></tr>
     *   <tr><td>STUCK</td><td>SYNCING</td><td>an attempt got through</td></tr>
     *   <tr><td>STUCK</td><td>INCOMPATIBLE</td><td>the server is another one</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>DISCONNECTED</td><td>{@code close}</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>CONNECTING</td><td>the server is the right one again, and nobody is there since</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>STUCK</td><td>the server is the right one again, and has failed again and again meanwhile</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>SYNCED</td><td>the server is the right one again, or the storage was rebuilt, and nothing is left to do</td></tr>
     *   <tr><td>INCOMPATIBLE</td><td>SYNCING</td><td>the same, with something left to do</td></tr>
     * </table>
     */
    public enum State {
        /** Switched off, signed out, or never reached yet; the {@linkplain SyncStatus#reason reason} tells which. */
        DISCONNECTED,
        /** On the way to a server that is known to be the right one: at the start, after a failure, after a silence. */
        CONNECTING,
        /** All that the server has has come, and nothing is left to be sent. What was refused or set aside stands beside it. */
        SYNCED,
        /** Connected, and something is on its way. */
        SYNCING,
        /** Fails again and again; {@link SyncStatus#trouble} has the diagnostics. Tried again, slower. */
        STUCK,
        /** The server is not the one that this storage knows. Nothing is sent until it is again, or the app rebuilds. */
        INCOMPATIBLE
    }

    /** What not being synced comes from. */
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
        /** The server has not been heard for the poll interval and the grace. */
        SILENT,
        /** No network, or nobody there. */
        OFFLINE,
        /** Something else answers in the server's place: a captive portal, a login page, a proxy. */
        PORTAL,
        /** The server asks to be left alone. */
        THROTTLED,
        /** The server is sick. */
        SERVER,
        /** The request as a whole is refused: a wrong address, user or version. */
        REFUSED,
        /** Answers that are not in the dialect. */
        GARBAGE,
        /** The peer is not who it should be (TLS). */
        UNTRUSTED,
        /** Other writers were faster, or the server put it off, in every round. */
        CONTENDED,
        /** The app's change handler or policy threw. */
        HANDLER,
        /** The local database failed. */
        STORAGE,
        /** Another process syncs this storage. */
        ELSEWHERE,
        /** The server knows less than this storage does: it lost data, or was restored from an older copy. */
        KNOWS_LESS,
        /** The server's history is another one, or has changed behind us. */
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
     * @param words for a person: what was attempted, and the server's own words; never a payload or a credential
     * @param since when it began
     */
    public record Reason(Cause cause, String words, Instant since) {
        public Reason {
            Objects.requireNonNull(cause);
            Objects.requireNonNull(words);
            Objects.requireNonNull(since);
        }
    }

    /** What is not right although it works. */
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
         * An edit has come from the server, or was made on top of one, whose stamp lies more than {@link Thresholds#clockOff} in this
         * device's future: the clock of some device is ahead. Edits that are made on top of others are ordered all the same.
         */
        EDITS_AHEAD
    }
}
