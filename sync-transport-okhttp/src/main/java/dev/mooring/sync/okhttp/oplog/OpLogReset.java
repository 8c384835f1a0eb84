package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the user's whole dataset by a snapshot, which begins a new generation (§1.7). Every operation of the old one is gone. Other
 * clients get the snapshot at their next sync, and send into the new generation what they had not sent yet.
 *
 * <p>The app makes the calls and hands their reports to this class, as a lost answer must not be taken for a failure:
 *
 * <pre>{@code
 * OpLogReset reset = dialect.reset(UUID.randomUUID(), snapshot);
 * OpLogReset.State state = reset.afterCall(client.call(reset.call()).get());
 * while (state == OpLogReset.State.UNKNOWN) { // ask again, with a pause in between
 *     state = reset.afterQuestion(client.call(reset.question()).get());
 * }
 * }</pre>
 *
 * <p>{@link #call} may be repeated: the server refuses a key that was used. After {@link State#ACTIVE} the next sync finds the new
 * generation, and the app's {@link dev.mooring.sync.ChangeHandler.Resetting#reset} gets the snapshot as on every other device. The server
 * compares nothing: if two clients replace the dataset at the same time, the later one wins. Immutable.
 */
public final class OpLogReset {
    private final String clientId;
    private final String key;
    private final String snapshot;

    OpLogReset(String clientId, String key, String snapshot) {
        this.clientId = clientId;
        this.key = key;
        this.snapshot = snapshot;
    }

    /** What is known of a replacement. */
    public enum State {
        /** The new generation is the active one. */
        ACTIVE,
        /** The answer was lost, so nothing is known: ask with {@link OpLogReset#question}. */
        UNKNOWN,
        /**
         * Another generation is active: the server never got this one, or another client has replaced it since. To try again, begin anew
         * with another key.
         */
        NOT_ACTIVE,
        /** The call was not made or was refused: nothing happened. */
        NOT_MADE
    }

    /**
     * The key of the new generation.
     *
     * @return as given
     */
    public String key() {
        return key;
    }

    /**
     * The call that replaces the dataset.
     *
     * @return for {@link dev.mooring.sync.calls.ApiCalls#make}
     */
    public ApiCall call() {
        return post("sync/reset", OpWriter.reset(clientId, key, snapshot));
    }

    /**
     * The call that asks whether the new generation is the active one. It pushes nothing, under the new key, and changes nothing.
     *
     * @return for {@link dev.mooring.sync.calls.ApiCalls#make}
     */
    public ApiCall question() {
        return post("sync/push", OpWriter.question(clientId, key));
    }

    /**
     * Judges the report on {@link #call}. A 409 is no failure, as an earlier call may have got through.
     *
     * @param report as it came
     * @return how far it came
     */
    public State afterCall(CallReport report) {
        ApiResponse response = response(report);
        if (response != null) {
            return judgeCall(response);
        }
        return report instanceof CallReport.Uncertain ? State.UNKNOWN : State.NOT_MADE;
    }

    private State judgeCall(ApiResponse response) {
        if (response.status() == 200) {
            return key.equals(named(response)) ? State.ACTIVE : State.UNKNOWN;
        }
        return response.status() == 409 || response.status() >= 500 ? State.UNKNOWN : State.NOT_MADE;
    }

    /**
     * Judges the report on {@link #question}.
     *
     * @param report as it came
     * @return {@link State#UNKNOWN} if the question was not answered; never {@link State#NOT_MADE}
     */
    public State afterQuestion(CallReport report) {
        ApiResponse response = response(report);
        return response == null ? State.UNKNOWN : judgeQuestion(response);
    }

    private State judgeQuestion(ApiResponse response) {
        String active = named(response);
        if (response.status() == 200 && key.equals(active)) {
            return State.ACTIVE;
        }
        boolean another = response.status() == 409 && active != null && !active.equals(key);
        return another ? State.NOT_ACTIVE : State.UNKNOWN;
    }

    private static @Nullable ApiResponse response(CallReport report) {
        return report instanceof CallReport.Answered answered ? answered.response() : null;
    }

    /**
     * Makes the call without a client, and asks once if its answer was lost. Use it for a server whose log cannot be synced any more: a
     * client makes no calls then, and a new generation mends it. Blocks.
     *
     * @param transport to the same server and user, used by nobody else meanwhile; stays open
     * @return how far it came
     */
    public State over(Transport transport) {
        State state;
        try {
            ApiResponse response = exchange(transport, call());
            state = response == null ? State.NOT_MADE : judgeCall(response);
        } catch (TransportException e) {
            state = e.delivery() == Delivery.NOT_SENT ? State.NOT_MADE : State.UNKNOWN;
        } catch (ProtocolException e) {
            state = State.UNKNOWN;
        }
        if (state != State.UNKNOWN) {
            return state;
        }
        try {
            ApiResponse response = exchange(transport, question());
            return response == null ? State.UNKNOWN : judgeQuestion(response);
        } catch (TransportException | ProtocolException e) {
            return State.UNKNOWN;
        }
    }

    private static @Nullable ApiResponse exchange(Transport transport, ApiCall call) {
        Answer answer =
                transport.exchange(new Ask.Call(Cursor.START, null, call), (slice, after) -> {}, Cancellation.NEVER);
        return answer instanceof Answer.Settled settled ? settled.response() : null;
    }

    /** The generation that the answer names, or null. */
    private static @Nullable String named(ApiResponse response) {
        try {
            return Generation.read(new Buffer().writeUtf8(response.body())).key();
        } catch (IOException | JsonDataException e) {
            return null;
        }
    }

    private static ApiCall post(String path, ByteString body) {
        return ApiCall.post(path, body.utf8());
    }
}
