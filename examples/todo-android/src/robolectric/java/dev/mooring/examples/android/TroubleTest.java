package dev.mooring.examples.android;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.mooring.examples.android.view.Ids;
import java.io.IOException;
import org.junit.Test;

/** The list, with a network and a server that do what they do. */
public class TroubleTest extends AppTest {
    private static final String LOST = "Another device was first";
    private static final String REFUSED = "The server refused an edit";
    private static final String TOO_LONG =
            "Ask everybody who was at the party whether they have seen the blue umbrella";

    @Test
    public void withoutANetworkItGoesOnAndSendsLater() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            server.shut();
            add(phone, "Buy oat milk");
            phone.tap("Fix the back door");
            phone.untilSeen("2 edits are kept here, to be sent.");
            phone.untilSeen("Offline");
            phone.untilSeen("Go on writing. It is sent as soon as the server can be reached.");
            pictures(phone, "offline", "Go on writing. It is sent as soon as the server can be reached.");
            assertFalse(serverHas("Buy oat milk"));
            online(phone);
            phone.untilSeen("Everything is here and at the server.");
            assertTrue(serverHas("Buy oat milk"));
        }
    }

    /** Both devices rename one item; the laptop's is at the server first. */
    private void conflict(Phone<TodoActivity> phone) {
        server.shut();
        phone.untilSeen("Offline");
        phone.tap("Edit Call Grace about Sunday");
        phone.type(Ids.TITLE, "Call Grace about Monday");
        phone.tap("Save");
        phone.untilSeen("Call Grace about Monday");
        server.rename(2, "Visit Grace on Sunday");
        online(phone);
        phone.untilSeen(LOST);
        phone.untilSeen("This list is the server's. 1 edit of yours lost.");
    }

    @Test
    public void anEditThatLostIsShownWithBothSidesAndMineMayBeKept() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            conflict(phone);
            assertTrue(phone.sees("Rename it to “Call Grace about Monday”"));
            assertTrue(phone.sees("“Visit Grace on Sunday”, not done"));
            pictures(phone, "conflict", LOST);
            phone.tap("Keep mine");
            phone.untilGone(LOST);
            phone.untilSeen("Everything is here and at the server.");
            assertTrue(phone.sees("Call Grace about Monday"));
            assertTrue(serverHas("Call Grace about Monday"));
        }
    }

    @Test
    public void anEditThatLostMayBeLetGo() {
        try (Phone<TodoActivity> phone = synced()) {
            conflict(phone);
            phone.tap("Keep theirs");
            phone.untilGone(LOST);
            phone.untilSeen("Everything is here and at the server.");
            assertTrue(phone.sees("Visit Grace on Sunday"));
            assertFalse(serverHas("Call Grace about Monday"));
        }
    }

    @Test
    public void whatTheServerRefusesIsShownWithItsWords() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            add(phone, TOO_LONG);
            phone.untilSeen(REFUSED);
            phone.untilSeen("All but 1 edit, which the server refused.");
            assertTrue(phone.sees("A title here has at most 60 characters."));
            assertTrue(phone.sees("Only on this device"));
            pictures(phone, "refused", REFUSED);
            long before = server.requests();
            Runnable answer = server.hold();
            phone.tap("Try again");
            phone.untilGone(REFUSED);
            phone.until("the server to be asked again", () -> server.requests() > before);
            answer.run();
            phone.untilSeen("All but 1 edit, which the server refused.");
            phone.untilSeen(REFUSED);
            phone.tap("Drop it");
            phone.untilGone(TOO_LONG);
            phone.untilSeen("Everything is here and at the server.");
        }
    }

    @Test
    public void aServerThatHasForgottenIsNamedAndTheListIsRebuilt() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            server.restore(3);
            phone.tap(Ids.STATUS);
            phone.tap("Sync now");
            phone.back();
            phone.untilSeen("The server is not the one that this list knows.");
            phone.untilSeen(TITLES[6]);
            pictures(phone, "another-server", "The server is not the one that this list knows.");
            phone.tap("Rebuild…");
            phone.untilSeen("Not now");
            phone.picture("rebuild-light");
            phone.tap("Rebuild");
            phone.untilSeen("Everything is here and at the server.");
            phone.untilGone(TITLES[6]);
            assertTrue(phone.sees(TITLES[0]));
        }
    }
}
