package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.check.Cutter;
import dev.mooring.examples.server.check.Seen;
import dev.mooring.sync.SyncReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's own client against the server: as it speaks to servers without promises, and as to those with. */
class ClientTest extends ServedTest {
    private Notes notes(String device, boolean promises) {
        return new Notes(folder.resolve(device), server.url(), promises, false);
    }

    private List<Seen> log() {
        List<Seen> log = new ArrayList<>();
        boolean more = true;
        while (more) {
            Served.Heard page = server.get("/do/events?since=" + log.size());
            page.json().forEach(event -> log.add(Seen.of(event)));
            more = page.response().headers().firstValue("X-More").isPresent();
        }
        return log;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoDevicesWriteInTurnsAndEndAlike(boolean promises) {
        try (Notes phone = notes("phone", promises);
                Notes laptop = notes("laptop", promises)) {
            for (int i = 0; i < 20; i++) {
                phone.put("n" + i % 7, "phone " + i);
                laptop.put("n" + i % 5, "laptop " + i);
                if (i % 3 == 0) {
                    assertInstanceOf(SyncReport.Synced.class, phone.sync());
                }
                assertInstanceOf(SyncReport.Synced.class, laptop.sync());
            }
            phone.sync();
            laptop.sync();
            phone.sync();
            assertEquals(phone.all(), laptop.all());
            assertEquals(0, phone.client.status().counts().pending());
            assertEquals(40, log().size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLongLogComesInPages(boolean promises) {
        try (Notes phone = notes("phone", promises);
                Notes laptop = notes("laptop", promises)) {
            phone.client.write((db, outbox) -> {
                for (int i = 0; i < 2500; i++) {
                    Notes.run(db, "INSERT INTO note VALUES (?, ?)", "n" + i, "t" + i);
                }
            });
            assertInstanceOf(SyncReport.Synced.class, phone.sync());
            for (int i = 0; i < 3; i++) {
                assertInstanceOf(SyncReport.Synced.class, laptop.sync());
            }
            assertEquals(phone.all(), laptop.all());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cutConnectionsLoseNothingAndDoubleNothing(boolean promises) throws Exception {
        try (Cutter cutter = new Cutter(server.server.port());
                Notes phone = new Notes(folder.resolve("phone"), "http://127.0.0.1:" + cutter.port(), promises, false);
                Notes laptop = notes("laptop", promises)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread trouble = new Thread(() -> {
                while (!over.get()) {
                    cutter.cut();
                    java.util.concurrent.locks.LockSupport.parkNanos(3_000_000);
                }
            });
            trouble.start();
            for (int i = 0; i < 30; i++) {
                phone.put("p" + i, "x");
                laptop.put("l" + i, "x");
                phone.sync();
                laptop.sync();
            }
            over.set(true);
            trouble.join();
            for (int i = 0; i < 3; i++) {
                phone.sync();
                laptop.sync();
            }
            assertEquals(60, phone.all().size());
            assertEquals(phone.all(), laptop.all());
            List<Seen> log = log();
            Set<String> payloads = new HashSet<>();
            log.forEach(seen -> payloads.add(seen.payload()));
            assertEquals(60, log.size());
            assertEquals(60, payloads.size());
        }
    }

    @Test
    void aListeningDeviceHearsAtOnceWhatAnotherWrites() {
        try (Notes phone = notes("phone", true);
                Notes laptop = new Notes(folder.resolve("laptop"), server.url(), true, true)) {
            laptop.client.start();
            assertInstanceOf(SyncReport.Synced.class, laptop.sync());
            phone.put("n", "milk");
            phone.sync();
            while (laptop.all().isEmpty()) {
                Thread.onSpinWait();
            }
            assertEquals(List.of("n=milk"), laptop.all());
        }
    }

    @Test
    void whatTheServerWritesNeverFailsTheHoldersPush() {
        try (Notes phone = notes("phone", true)) {
            for (int i = 0; i < 5; i++) {
                phone.put("n" + i, "x");
                assertTrue(phone.sync() instanceof SyncReport.Synced);
                server.post("/do/cron", "{\"trigger\":\"t\"}");
            }
            phone.put("n", "x");
            phone.sync();
            assertEquals(11, log().size());
        }
    }
}
