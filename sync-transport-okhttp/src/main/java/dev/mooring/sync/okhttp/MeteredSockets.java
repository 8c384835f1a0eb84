package dev.mooring.sync.okhttp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;

/**
 * The sockets of one connection of a channel, which count what they read. As OkHttp pools connections by the factory of their sockets, none
 * of these serves anybody else.
 */
final class MeteredSockets extends PromptClientSockets {
    private final Meter meter;

    private MeteredSockets(Meter meter) {
        this.meter = meter;
    }

    /** In place of a client's own; sockets that an app makes itself stay, and are not counted. */
    static SocketFactory of(OkHttpClient client, Meter meter) {
        return client.socketFactory() instanceof PromptClientSockets
                ? new MeteredSockets(meter)
                : client.socketFactory();
    }

    /** The same for what is counted elsewhere: they serve nobody else. */
    static SocketFactory own(OkHttpClient client) {
        return client.socketFactory() instanceof PromptClientSockets
                ? new PromptClientSockets()
                : client.socketFactory();
    }

    @Override
    Socket fresh() {
        return new Metered(meter);
    }

    private static final class Metered extends Socket {
        private final Meter meter;

        Metered(Meter meter) {
            this.meter = meter;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int one = super.read();
                    meter.read(one < 0 ? 0 : 1);
                    return one;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    meter.read(count);
                    return count;
                }
            };
        }
    }
}
