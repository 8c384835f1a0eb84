package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** When the client is made, and what becomes of it. */
class ClientSourceTest {
    private final AtomicInteger made = new AtomicInteger();

    private ClientSource source(boolean own) {
        return new ClientSource(
                () -> {
                    made.incrementAndGet();
                    return new OkHttpClient();
                },
                own);
    }

    @Test
    void itIsMadeOnceAndWhenItIsNeeded() {
        ClientSource source = source(true);
        assertEquals(0, made.get());
        assertSame(source.get(), source.get());
        assertEquals(1, made.get());
    }

    @Test
    void closingMakesNone() {
        source(true).close();
        assertEquals(0, made.get());
    }

    @Test
    void onlyTheTransportsOwnIsEnded() {
        ClientSource own = source(true);
        OkHttpClient client = own.get();
        own.close();
        assertTrue(client.dispatcher().executorService().isShutdown());

        ClientSource shared = source(false);
        OkHttpClient apps = shared.get();
        shared.close();
        assertFalse(apps.dispatcher().executorService().isShutdown());
    }
}
