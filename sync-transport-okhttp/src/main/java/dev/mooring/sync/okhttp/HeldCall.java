package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A call that holds the thread that makes it for as long as its connection lives. A call that OkHttp runs by itself would take one of the few
 * places that an app has for its exchanges with the same host.
 */
final class HeldCall {
    private HeldCall() {}

    /** What is done with the answer. */
    interface Connection {
        /** Why it is not what was asked for; null if it is. */
        @Nullable
        End refusal(Response response);

        /** Reads it until it ends. */
        void talk(Response response) throws IOException;

        /** The end of a call that has failed so. */
        End failure(Exception e);
    }

    /** A derivative of a client. It reads for any time, and shares its sockets with nobody. */
    static OkHttpClient.Builder client(OkHttpClient client) {
        return client.newBuilder()
                .readTimeout(Duration.ZERO) // Whether it is silent for too long is for others to say.
                .socketFactory(MeteredSockets.own(client));
    }

    /** Makes the call, and returns when it is over. */
    static void run(Call call, Connection connection, LiveCarrier.Taker taker) {
        try (Response response = call.execute()) {
            End refused = connection.refusal(response);
            if (refused == null) {
                connection.talk(response);
            } else {
                call.cancel(); // Nothing of it is read to its end.
                taker.ended(refused);
            }
        } catch (Exception e) { // OkHttp lets an interrupt out as it is.
            taker.ended(connection.failure(e));
        }
    }
}
