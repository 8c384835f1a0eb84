package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the server was heard is kept with the data: it is true after a restart, and for every process. */
class ContactTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    @Test
    void nobodyWasHeardAtFirst() {
        assertEquals(Contact.NONE, new Phone(server, time).status().contact());
    }

    @Test
    void eachOfThemIsTheTimeOfItsOwn() {
        Phone phone = new Phone(server, time);
        time.advance(Duration.ofMinutes(1));
        phone.sync();
        Contact first = phone.status().contact();
        assertEquals(time.now(), first.exchange());
        assertEquals(time.now(), first.pull());
        assertEquals(null, first.ack());

        time.advance(Duration.ofMinutes(1));
        phone.set("a", "1");
        phone.sync();
        Contact second = phone.status().contact();
        assertEquals(time.now(), second.ack());
        assertEquals(time.now(), second.exchange());

        time.advance(Duration.ofMinutes(1));
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        phone.sync();
        assertEquals(second, phone.status().contact(), "a failure is no contact");
    }

    @Test
    void theySurviveARestart() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        Contact heard = phone.status().contact();
        assertNotNull(heard.ack());
        phone.client.close();
        time.advance(Duration.ofDays(3));

        Phone again = new Phone(server, time, phone.storage.reopen(), builder -> builder);
        assertEquals(heard, again.status().contact());
    }

    @Test
    void theySurviveAProcessThatDies() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        Phone again = new Phone(server, time, phone.storage.copy(), builder -> builder);
        assertEquals(phone.status().contact(), again.status().contact());
    }

    @Test
    void whatAnotherProcessHasHeardIsSeenWithTheNextLook() {
        Phone phone = new Phone(server, time);
        Phone other =
                new Phone(server, time, phone.storage.reopen(), builder -> builder.mopUpEvery(Duration.ofSeconds(30)));
        other.client.start();
        time.advance(Duration.ofMinutes(1));
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(10));
        phone.sync();
        time.advance(Duration.ofSeconds(31));

        assertEquals(phone.status().contact(), other.status().contact());
        assertEquals(0, other.status().pending());
    }

    @Test
    void aDiskThatTakesNothingDoesNotMakeTheServerUnheard() {
        InMemoryStorage disk = new InMemoryStorage();
        CrashingStorage<MemoryTables> through = new CrashingStorage<>(disk);
        KeyServer keys = new KeyServer();
        Tablet tablet = new Tablet(keys.transport(), time, disk, through, ConflictPolicy.serverWins());
        tablet.sync();
        Contact before = tablet.client.status().contact();
        tablet.client.start();
        time.advance(Duration.ofMinutes(5));

        keys.after = what -> {
            through.refuseCommits("the disk is full");
            return null;
        };
        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        Contact heard = tablet.client.status().contact();
        assertEquals(time.now(), heard.exchange());
        assertTrue(heard.exchange().isAfter(before.exchange()));
        through.refuseCommits(null);
        keys.after = what -> null;
        keys.before = push -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        time.advance(Duration.ofMinutes(10));
        assertEquals(heard, tablet.client.status().contact(), "it is heard still");

        tablet.client.close();
        Tablet again = new Tablet(keys.transport(), time, disk.reopen(), ConflictPolicy.serverWins());
        assertEquals(heard, again.client.status().contact(), "and was written when there was room");
    }
}
