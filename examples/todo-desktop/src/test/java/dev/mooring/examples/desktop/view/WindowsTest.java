package dev.mooring.examples.desktop.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Sign;
import dev.mooring.examples.desktop.model.Weather;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javafx.scene.control.CheckBox;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the real windows over a real server, by keys and buttons, and takes a picture of each state, light and dark. */
class WindowsTest {
    @TempDir
    Path folder;

    private TwoWindows windows;
    private TwoWindows.Window phone;
    private TwoWindows.Window laptop;

    @BeforeEach
    void open() throws IOException, SQLException {
        Display.orSkip();
        windows = new TwoWindows(folder, 0);
        phone = windows.phone;
        laptop = windows.laptop;
    }

    @AfterEach
    void close() {
        if (windows != null) {
            windows.close();
        }
    }

    private void start() {
        phone.desk.start();
        laptop.desk.start();
        synced(phone);
        synced(laptop);
    }

    private static Screen synced(TwoWindows.Window window) {
        return window.watch.until(
                "green",
                screen -> screen.sign() == Sign.SYNCED && screen.status().pending() == 0);
    }

    @Test
    void theFirstFetchShowsItsProgress() throws IOException, SQLException {
        windows.home.tablet().work(3000);
        phone.desk.weather(Weather.SLOW);
        phone.desk.start();
        Screen half = phone.watch.until(
                "progress", screen -> screen.meter() != null && screen.meter().done() > 0.35);
        assertEquals(Sign.SYNCING, half.sign());
        assertTrue(phone.shows("meter"));
        assertNotNull(phone.find("meter", MeterStrip.class).lookup(".progress-bar"));
        phone.shoot("bootstrap");
        synced(phone);
        assertFalse(phone.shows("meter"));
    }

    @Test
    void whatIsTypedHereIsTickedThere() {
        start();
        phone.write("Buy bread");
        laptop.watch.until("the bread", screen -> has(screen, "Buy bread", false));
        laptop.tick("Buy bread");
        phone.watch.until("the tick", screen -> has(screen, "Buy bread", true));
        phone.watch.until("live", screen -> screen.beside().equals("live"));
        assertTrue(phone.shows("beside"));
        phone.shoot("synced");
        phone.key(phone.select("Buy bread"), KeyCode.DELETE);
        laptop.watch.until("no bread", screen -> !has(screen, "Buy bread", true));
    }

    @Test
    void whatIsWrittenOfflineWaitsWithABadgeAndGoesOutLater() {
        start();
        phone.press("network");
        phone.write("Buy bread");
        phone.write("Water the plants");
        phone.watch.until(
                "two that wait",
                screen -> screen.status().pending() == 2
                        && screen.sign() == Sign.CONNECTING
                        && screen.cause().equals("no network"));
        assertEquals(
                "2",
                Display.on(() ->
                        phone.find("pending", javafx.scene.control.Label.class).getText()));
        phone.shoot("offline");
        phone.press("network");
        synced(phone);
        assertFalse(phone.shows("pending"));
        laptop.watch.until("the plants", screen -> has(screen, "Water the plants", false));
    }

    @Test
    void whoComesSecondMayHaveItsWay() {
        start();
        phone.press("network");
        phone.rename("Call Grace about Sunday", "Call Grace about Monday");
        phone.watch.until("Monday", screen -> has(screen, "Call Grace about Monday", false));
        laptop.rename("Call Grace about Sunday", "Call Grace and Peter");
        laptop.watch.until(
                "Peter",
                screen -> has(screen, "Call Grace and Peter", false)
                        && screen.sign() == Sign.SYNCED
                        && screen.status().pending() == 0);
        phone.press("network");
        phone.watch.until("a lost edit", screen -> screen.parked().size() == 1 && screen.sign() == Sign.SYNCED);
        assertTrue(phone.shows("drawer"));
        phone.shoot("conflict");
        phone.press("reissue");
        laptop.watch.until("Monday", screen -> has(screen, "Call Grace about Monday", false));
        phone.watch.until("nothing lost", screen -> screen.parked().isEmpty());
        assertFalse(phone.shows("drawer"));
    }

    @Test
    void whatIsRefusedIsShownWithItsReason() {
        start();
        phone.write("Write to the landlord about the damp in the hall, the window and the bell");
        phone.watch.until("a refused edit", screen -> screen.parked().size() == 1 && screen.sign() == Sign.SYNCED);
        phone.shoot("refused");
        phone.press("drop");
        phone.watch.until("nothing refused", screen -> screen.parked().isEmpty());
        assertFalse(phone.shows("drawer"));
    }

    @Test
    void whatIsRefusedIsEditedAndSentAgain() {
        start();
        phone.write("Write to the landlord about the damp in the hall, the window and the bell");
        phone.watch.until("a refused edit", screen -> screen.parked().size() == 1 && screen.sign() == Sign.SYNCED);
        phone.press("edit");
        phone.shoot("refused-edit");
        phone.edit("Write to the landlord");
        laptop.watch.until("the shorter title", screen -> has(screen, "Write to the landlord", false));
        Screen sent = synced(phone);
        assertTrue(sent.parked().isEmpty());
        assertEquals(8, sent.todos().size());
    }

    @Test
    void severalThatAreRefusedHaveALineEach() {
        start();
        phone.write("Write to the landlord about the damp in the hall, the window and the bell");
        phone.write("Ask the neighbours whether they have heard the noise in the night as well");
        phone.watch.until("two refused edits", screen -> screen.parked().size() == 2);
        phone.shoot("refused-two");
    }

    @Test
    void aServerThatLostItsDataIsRebuiltFromAndNothingUnsentIsLost() throws Exception {
        start();
        phone.whatIf("The server is another one, with another list");
        phone.watch.until("red", screen -> screen.sign() == Sign.INCOMPATIBLE);
        phone.write("Buy bread");
        phone.watch.until("the bread", screen -> screen.status().pending() == 1);
        phone.shoot("incompatible");
        phone.press("rebuild");
        phone.watch.until("the preview", screen -> screen.offer() != null);
        assertTrue(phone.shows("rebuild-sheet"));
        phone.shoot("rebuild");
        CheckBox drop = phone.find("drop-pending", CheckBox.class);
        Display.run(drop::fire);
        phone.watch.until("a worse preview", screen -> screen.offer().preview().pendingDropped() == 1);
        phone.shoot("rebuild-forget");
        Display.run(drop::fire);
        Screen kept = phone.watch.until(
                "the preview", screen -> screen.offer().preview().pendingDropped() == 0);
        Path export = kept.offer().export();
        phone.press("accept");
        Screen rebuilt = synced(phone);
        assertFalse(phone.shows("rebuild-sheet"));
        assertEquals(4, rebuilt.todos().size());
        assertTrue(has(rebuilt, "Buy bread", false));
        assertTrue(Files.readString(export).contains("Buy bread"));
        phone.shoot("rebuilt");
    }

    @Test
    void whatARestoredServerHasLostIsSentBack() {
        start();
        assertEquals(7, phone.watch.until("the list", screen -> true).todos().size());
        phone.whatIf("The server is restored from a backup");
        phone.watch.until("red", screen -> screen.sign() == Sign.INCOMPATIBLE);
        phone.press("rebuild");
        phone.watch.until("the preview", screen -> screen.offer() != null);
        CheckBox back = phone.find("send-back", CheckBox.class);
        Display.run(back::fire);
        phone.watch.until("the other plan", screen -> screen.offer().plan().resendConfirmed());
        phone.shoot("restored");
        phone.press("accept");
        phone.watch.until(
                "green again",
                screen -> screen.sign() == Sign.SYNCED && screen.todos().size() == 7);
        laptop.watch.until("red there", screen -> screen.sign() == Sign.INCOMPATIBLE);
    }

    @Test
    void whatTheShopTellsWaitsUntilThePhoneHasGone() {
        start();
        phone.write("Buy bread");
        laptop.watch.until("the bread", screen -> has(screen, "Buy bread", false));
        phone.whatIf("A shop's webhook writes to the list");
        phone.awaitNews("the Phone has the right to write");
        phone.shoot("shop-waits");
        phone.press("sync");
        laptop.watch.until("the shop's words", screen -> !screen.notices().isEmpty());
        laptop.shoot("shop");
        laptop.press("read");
        laptop.watch.until("no more of it", screen -> screen.notices().isEmpty());
    }

    @Test
    void escapeDeclinesARebuild() {
        start();
        phone.press("status");
        assertTrue(phone.shows("status-card"));
        phone.shoot("card");
        phone.press("details");
        phone.shoot("card-details");
        phone.press("rebuild-any-time");
        phone.watch.until("the preview", screen -> screen.offer() != null);
        phone.key(phone.find("accept", javafx.scene.control.Button.class), KeyCode.ESCAPE);
        phone.watch.until("no offer", screen -> screen.offer() == null);
        assertFalse(phone.shows("rebuild-sheet"));
    }

    @Test
    void aSickServerMakesItStuckAndItHeals() {
        start();
        phone.desk.weather(Weather.SICK);
        phone.write("Buy bread");
        phone.watch.until("stuck", screen -> screen.sign() == Sign.STUCK);
        phone.press("status");
        assertFalse(phone.shows("rebuild-any-time"), "trouble that passes offers no rebuild");
        phone.shoot("stuck");
        phone.key(phone.find("sync-now", javafx.scene.control.Button.class), KeyCode.ESCAPE);
        assertFalse(phone.shows("status-card"));
        phone.desk.weather(Weather.CLEAR);
        synced(phone);
    }

    @Test
    void aLoginPageIsNamed() {
        start();
        phone.desk.weather(Weather.PORTAL);
        phone.write("Buy bread");
        phone.watch.until("the page", screen -> screen.cause().equals("login page"));
        phone.shoot("portal");
        phone.desk.weather(Weather.CLEAR);
        synced(phone);
    }

    @Test
    void whoIsSignedOutSignsInAgain() {
        start();
        phone.desk.weather(Weather.SIGNED_OUT);
        phone.watch.until("signed out", screen -> screen.cause().equals("signed out"));
        phone.shoot("signed-out");
        phone.press("sign-in");
        synced(phone);
    }

    @Test
    void theSwitchTurnsItOff() {
        start();
        phone.press("sync");
        phone.write("Buy bread");
        phone.watch.until("off", screen -> screen.sign() == Sign.DISCONNECTED);
        phone.shoot("off");
        phone.press("sync");
        synced(phone);
    }

    private static boolean has(Screen screen, String title, boolean done) {
        return screen.todos().stream().anyMatch(todo -> todo.title().equals(title) && todo.done() == done);
    }
}
