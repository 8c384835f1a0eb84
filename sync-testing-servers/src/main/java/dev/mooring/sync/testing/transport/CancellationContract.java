package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;

/** Exchanges that are cancelled, and transports that are closed. */
abstract class CancellationContract extends RefusalContract {
    @Test
    final void aCancelledExchangeEndsAtOnceAndMayHaveBeenDelivered() throws InterruptedException {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        Switch cancellation = new Switch();
        MockWebServer server = server();
        Thread canceller = new Thread(() -> {
            try {
                server.takeRequest();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();
        Transport transport = transport();
        TransportException e = assertThrows(
                TransportException.class,
                () -> bounded(() -> transport.exchange(push().ask(), new Taken(), cancellation)));
        canceller.join();
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(Delivery.MAYBE_SENT, e.delivery());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    final void anExchangeThatIsCancelledBeforehandSendsNothing() {
        Switch cancellation = new Switch();
        cancellation.cancel();
        Transport transport = transport();
        TransportException e = assertThrows(
                TransportException.class, () -> transport.exchange(push().ask(), new Taken(), cancellation));
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
        assertEquals(0, server().getRequestCount());
    }

    @Test
    final void aClosedTransportSendsNothing() {
        Transport transport = transport();
        transport.close();
        transport.close();
        expect(Kind.CANCELLED, Delivery.NOT_SENT, transport, push());
        assertEquals(0, server().getRequestCount());
    }
}
