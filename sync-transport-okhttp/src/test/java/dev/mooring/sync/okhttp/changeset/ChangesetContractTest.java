package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.RawSocketServer;
import dev.mooring.sync.okhttp.RawSocketServer.Line;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every transport owes core, for exchanges over a socket: cancelling, deadlines, accounts, credentials, handlers that throw. */
class ChangesetContractTest {
    private static final Frame.Status HANDSHAKE = status(Frame.HANDSHAKE);

    private static Frame.Status status(String stage) {
        return new Frame.Status(
                true, CellSession.SERVER, "init", Cryb64.of(CellDevice.SCHEMA), null, stage, 0L, null, null);
    }

    private static Line announced(Line line) throws IOException {
        line.welcome();
        line.heard();
        line.binary(Frames.write(HANDSHAKE));
        return line.binary(Frames.write(CellSession.start(0)));
    }

    private static TransportException fails(CellDevice device, Ask ask) {
        return assertThrows(TransportException.class, () -> device.ask(ask));
    }

    @Test
    void anExchangeThatIsCancelledEndsAtOnceAndTheConnectionWithIt() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawSocketServer server = new RawSocketServer(line -> {
                    announced(line);
                    ByteString frame = line.heard();
                    assertEquals(0x82, frame.getByte(0) & 0xff);
                    there.countDown();
                    while (!line.in.exhausted()) {
                        line.in.skip(1);
                    }
                    closed.countDown();
                });
                OkHttpTransport transport = transport(server.url(), null)) {
            CellDevice.Stop stop = new CellDevice.Stop();
            Thread thread = new Thread(() -> {
                try {
                    there.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                stop.cancel();
            });
            thread.start();
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            Ask batch = device.batch(CellDevice.insert(7, "seven", 1));
            TransportException e =
                    assertThrows(TransportException.class, () -> transport.exchange(batch, (slice, after) -> {}, stop));
            assertEquals(Kind.CANCELLED, e.kind());
            assertEquals(Delivery.MAYBE_SENT, e.delivery());
            closed.await();
        }
    }

    @Test
    void anExchangeThatWasCancelledBeforeSendsNothing() throws Exception {
        AtomicInteger dialled = new AtomicInteger();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.request();
                    dialled.incrementAndGet();
                });
                OkHttpTransport transport = transport(server.url(), null)) {
            CellDevice.Stop stop = new CellDevice.Stop();
            stop.cancel();
            TransportException e = assertThrows(
                    TransportException.class,
                    () -> transport.exchange(new Ask.Pull(Cursor.START), (slice, after) -> {}, stop));
            assertEquals(Kind.CANCELLED, e.kind());
            assertEquals(Delivery.NOT_SENT, e.delivery());
            assertEquals(0, dialled.get());
        }
    }

    /** The right to sync may end while the handshake goes on. */
    @Test
    void aBatchDoesNotLeaveWhereItMayNotAnyMore() throws Exception {
        BlockingQueue<ByteString> frames = new LinkedBlockingQueue<>();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    announced(line);
                    frames.add(line.heard());
                });
                OkHttpTransport transport = transport(server.url(), null)) {
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            Ask batch = device.batch(CellDevice.insert(7, "seven", 1));
            CellDevice.Stop stop = new CellDevice.Stop() {
                @Override
                public boolean maySend() {
                    return false;
                }
            };
            TransportException e =
                    assertThrows(TransportException.class, () -> transport.exchange(batch, (slice, after) -> {}, stop));
            assertEquals(Kind.CANCELLED, e.kind());
            assertEquals(Delivery.NOT_SENT, e.delivery());
            assertEquals(0x88, frames.take().getByte(0) & 0xff, "nothing but the end");
        }
    }

    @Test
    void aDeadlineEndsAnExchange() throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.welcome();
                    line.in.exhausted();
                });
                OkHttpTransport transport = OkHttpTransport.builder(
                                server.url(), CellDevice.dialect().build())
                        .pullTimeout(Duration.ofMillis(200))
                        .build()) {
            TransportException e = fails(new CellDevice(transport, CellDevice.SITE_A), new Ask.Pull(Cursor.START));
            assertEquals(Kind.OFFLINE, e.kind());
        }
    }

    @Test
    void whatAHandlerThrowsComesOutAsItIsAndTheNextPullBeginsWhereCoreIs() {
        try (ChangesetServer server = ChangesetServer.builder()
                .schema("init", CellDevice.SCHEMA)
                .build()
                .start()) {
            server.database(CellDevice.ROOM).write(write -> write.put("note", List.of(1L), Map.of("title", "t")));
            try (CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
                IllegalStateException thrown = new IllegalStateException("the handler");
                IllegalStateException e = assertThrows(
                        IllegalStateException.class,
                        () -> device.transport.exchange(
                                new Ask.Pull(device.cursor),
                                (slice, after) -> {
                                    throw thrown;
                                },
                                new CellDevice.Stop()));
                assertSame(thrown, e);
                device.pull();
                assertTrue(device.came.size() > 0);
            }
        }
    }

    @Test
    void aTransportThatIsClosedEndsTheExchange() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        try (RawSocketServer server = new RawSocketServer(line -> {
            line.welcome();
            line.heard();
            there.countDown();
            line.in.exhausted();
        })) {
            OkHttpTransport transport = transport(server.url(), null);
            Thread thread = new Thread(() -> {
                try {
                    there.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                transport.close();
            });
            thread.start();
            TransportException e = fails(new CellDevice(transport, CellDevice.SITE_A), new Ask.Pull(Cursor.START));
            assertEquals(Delivery.NOT_SENT, e.delivery());
        }
    }

    @Test
    void aClosedTransportHasNoOpenChannel() throws Exception {
        BlockingQueue<ByteString> frames = new LinkedBlockingQueue<>();
        try (RawSocketServer server = new RawSocketServer(line -> {
            announced(line);
            line.heard();
            line.binary(Frames.write(status(Frame.APPLY_ACK)));
            frames.add(line.heard());
        })) {
            CellDevice device = new CellDevice(transport(server.url(), null), CellDevice.SITE_A).listen();
            assertEquals("opened", device.told());
            assertInstanceOf(Answer.Settled.class, device.pull());
            device.close();
            assertEquals(0x88, frames.take().getByte(0) & 0xff, "nothing but the end");
            assertTrue(device.told.isEmpty(), "who has closed it is not told of that");
        }
    }

    // ---- credentials and accounts

    private static final class Tokens implements Credentials {
        private int refreshed;

        @Override
        public String current() {
            return "Bearer token" + refreshed;
        }

        @Override
        public String refresh(String refused) {
            refreshed++;
            return current();
        }

        @Override
        public @Nullable String account(String value) {
            return "anna";
        }
    }

    private static OkHttpTransport transport(String url, @Nullable Credentials credentials) {
        var builder = OkHttpTransport.builder(url, CellDevice.dialect().build());
        return credentials == null
                ? builder.build()
                : builder.credentials(credentials).build();
    }

    @Test
    void aRefusedCredentialIsRefreshedOnceAndTheExchangeGoesOn() throws Exception {
        BlockingQueue<String> protocols = new LinkedBlockingQueue<>();
        AtomicInteger dialled = new AtomicInteger();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    if (dialled.getAndIncrement() == 0) {
                        line.request();
                        protocols.add(line.header("Sec-WebSocket-Protocol"));
                        line.answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
                        return;
                    }
                    announced(line);
                    protocols.add(line.header("Sec-WebSocket-Protocol"));
                    line.heard();
                    line.binary(Frames.write(status(Frame.APPLY_ACK)));
                    line.in.exhausted();
                });
                OkHttpTransport transport = transport(server.url(), new Tokens())) {
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            assertInstanceOf(Answer.Settled.class, device.pull());
            assertEquals(Subprotocol.of(CellDevice.ROOM, "token0"), protocols.take());
            assertEquals(Subprotocol.of(CellDevice.ROOM, "token1"), protocols.take());
        }
    }

    @Test
    void aCredentialThatIsRefusedTwiceIsToldAsThat() throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.request();
                    line.answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
                });
                OkHttpTransport transport = transport(server.url(), new Tokens())) {
            TransportException e = fails(new CellDevice(transport, CellDevice.SITE_A), new Ask.Pull(Cursor.START));
            assertEquals(Kind.AUTH, e.kind());
            assertNull(e.retryAfter());
        }
    }

    @Test
    void anotherAccountIsNotConnected() throws Exception {
        AtomicInteger dialled = new AtomicInteger();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.request();
                    dialled.incrementAndGet();
                });
                OkHttpTransport transport = transport(server.url(), new Tokens())) {
            transport.guard(account -> "the data here is of somebody else");
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            Answer.Incompatible answer = assertInstanceOf(Answer.Incompatible.class, device.pull());
            assertEquals(Mismatch.OTHER_ACCOUNT, answer.mismatch());
            assertEquals(0, dialled.get());
        }
    }

    @Test
    void anOpenConnectionSendsNothingOfAnotherAccount() throws Exception {
        BlockingQueue<ByteString> frames = new LinkedBlockingQueue<>();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    announced(line);
                    line.heard();
                    line.binary(Frames.write(status(Frame.APPLY_ACK)));
                    frames.add(line.heard());
                });
                OkHttpTransport transport = transport(server.url(), new Tokens())) {
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            assertInstanceOf(Answer.Settled.class, device.pull());
            transport.guard(account -> "the data here is of somebody else");
            Answer.Incompatible answer =
                    assertInstanceOf(Answer.Incompatible.class, device.push(CellDevice.insert(7, "seven", 1)));
            assertEquals(Mismatch.OTHER_ACCOUNT, answer.mismatch());
            transport.close();
            assertEquals(0x88, frames.take().getByte(0) & 0xff, "nothing but the end");
        }
    }

    /** A client of another name is another one to the server. */
    @Test
    void aNewNameTakesANewConnection() throws Exception {
        BlockingQueue<ByteString> names = new LinkedBlockingQueue<>();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.welcome();
                    names.add(line.heard().substring(2, 18));
                    line.binary(Frames.write(HANDSHAKE));
                    line.binary(Frames.write(CellSession.start(0)));
                    line.heard();
                    line.binary(Frames.write(status(Frame.APPLY_ACK)));
                    line.in.exhausted();
                });
                OkHttpTransport transport = transport(server.url(), null)) {
            CellDevice device = new CellDevice(transport, CellDevice.SITE_A);
            assertInstanceOf(Answer.Settled.class, device.pull());
            transport.named(ByteString.decodeHex(CellDevice.SITE_B).toByteArray());
            assertInstanceOf(Answer.Settled.class, device.pull());
            assertEquals(ByteString.decodeHex(CellDevice.SITE_A), names.take());
            assertEquals(ByteString.decodeHex(CellDevice.SITE_B), names.take());
        }
    }
}
