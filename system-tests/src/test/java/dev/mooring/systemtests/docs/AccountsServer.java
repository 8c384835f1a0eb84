package dev.mooring.systemtests.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A server of a guide, with one of its own for each user. */
final class AccountsServer implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();

    /**
     * Starts it.
     *
     * @param user of a request
     * @param anew made when a user comes first
     */
    AccountsServer(Function<RecordedRequest, String> user, Supplier<Dispatcher> anew) throws IOException {
        Map<String, Dispatcher> users = new ConcurrentHashMap<>();
        server.setServerSocketFactory(new Prompt());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return users.computeIfAbsent(user.apply(request), name -> anew.get())
                        .dispatch(request);
            }
        });
        server.start();
    }

    String url() {
        return server.url("/").toString();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Head and body of an answer are written apart; without this the body waits 40 ms for an acknowledgement. */
    private static final class Prompt extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException();
        }
    }
}
