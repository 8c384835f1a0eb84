package dev.mooring.examples.desktop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.desktop.Home;
import dev.mooring.examples.desktop.Watch;
import dev.mooring.sync.status.ChannelStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view models of two windows over one server. Needs no display. */
class DeskTest {
    @TempDir
    Path folder;

    private Home home;
    private final List<Desk> desks = new ArrayList<>();
    private Desk phone;
    private Desk laptop;
    private Watch onPhone;
    private Watch onLaptop;

    @BeforeEach
    void openBoth() throws IOException, SQLException {
        home = Home.open(folder, 0);
        phone = open("Phone");
        laptop = open("Laptop");
        onPhone = new Watch(phone);
        onLaptop = new Watch(laptop);
        phone.start();
        laptop.start();
    }

    private Desk open(String name) throws SQLException {
        Desk desk = Desk.open(
                name, folder.resolve(name + ".db"), Family.EVENT_LOG, home.url(), Runnable::run, Clock.systemUTC());
        desks.add(desk);
        return desk;
    }

    @AfterEach
    void closeBoth() {
        desks.forEach(Desk::close);
        home.close();
    }

    @Test
    void whatIsAddedHereIsThere() {
        phone.add("  Buy bread ");
        onLaptop.until("the bread", screen -> has(screen, "Buy bread"));
        onPhone.until(
                "green",
                screen -> screen.sign() == Sign.SYNCED && screen.status().pending() == 0);
    }

    @Test
    void anEditOfOneIsOnTheOthersScreenWithoutAPoll() {
        Screen before = onLaptop.until("a live list", DeskTest::isLive);
        onPhone.until("a live list there", DeskTest::isLive);
        phone.add("Buy bread");
        Screen after = onLaptop.until("the bread", screen -> has(screen, "Buy bread"));
        assertEquals(
                before.status().contact().pull(), after.status().contact().pull(), "nothing was asked of the server");
        assertTrue(after.isLive());
        phone.mark(after.todos().get(0).id(), true);
        onLaptop.until("the tick", screen -> screen.todos().get(0).done());
    }

    @Test
    void whatCutsTheLineIsSaidAndTheListIsLiveAgain() {
        onPhone.until("a live list", DeskTest::isLive);
        phone.weather(Weather.SICK);
        Screen down = onPhone.until(
                "the end of it", screen -> screen.status().channel().state() == ChannelStatus.State.DOWN);
        assertFalse(down.isLive());
        phone.weather(Weather.CLEAR);
        onPhone.until("a live list again", DeskTest::isLive);
    }

    /** Live, with the pull behind it that brings what came before: from there on the next poll is far away. */
    private static boolean isLive(Screen screen) {
        Instant next = screen.status().nextAttempt();
        return screen.beside().equals("live")
                && screen.status().pending() == 0
                && next != null
                && next.isAfter(screen.status().asOf().plusSeconds(10));
    }

    @Test
    void aBlankTitleAddsNothing() {
        onPhone.until("the list", screen -> screen.sign() == Sign.SYNCED);
        phone.add("   ");
        phone.add("Buy bread");
        Screen screen = onPhone.until("the bread", now -> has(now, "Buy bread"));
        assertEquals(8, screen.todos().size());
    }

    @Test
    void whatIsEditedOfflineWaitsAndGoesOutLater() {
        onPhone.until("the list", screen -> screen.sign() == Sign.SYNCED);
        phone.network(false);
        phone.add("Buy bread");
        Screen waiting =
                onPhone.until("an edit that waits", screen -> screen.status().pending() == 1 && !screen.online());
        assertTrue(waiting.todos().get(0).waiting());
        phone.network(true);
        onPhone.until(
                "green",
                screen -> screen.sign() == Sign.SYNCED && !screen.todos().get(0).waiting());
    }

    @Test
    void whoComesSecondIsAskedAndMayHaveItsWay() {
        Todo todo = overtake();
        Screen lost = onPhone.until("a lost edit", screen -> !screen.parked().isEmpty());
        Parked parked = lost.parked().get(0);
        assertEquals("Rename it to “Order tulips”", parked.wanted());
        assertEquals("“Order ferns”, not done", parked.now());
        phone.useMineAgain(parked.id());
        onLaptop.until("the phone's title", screen -> has(screen, "Order tulips"));
        assertTrue(onPhone.until("no lost edit", screen -> screen.parked().isEmpty()).todos().stream()
                .anyMatch(each -> each.id().equals(todo.id()) && each.title().equals("Order tulips")));
    }

    @Test
    void whatIsLetGoLeavesTheListAsItIs() {
        overtake();
        Screen lost = onPhone.until("a lost edit", screen -> !screen.parked().isEmpty());
        phone.letGo(lost.parked().get(0).id());
        Screen screen = onPhone.until("no lost edit", now -> now.parked().isEmpty());
        assertTrue(has(screen, "Order ferns"));
    }

    @Test
    void editsOfDifferentTodosAreNoConflict() {
        List<Todo> todos = onPhone.until("the list", screen -> screen.sign() == Sign.SYNCED)
                .todos();
        phone.network(false);
        phone.mark(todos.get(0).id(), true);
        onPhone.until("a tick", screen -> screen.status().pending() == 1);
        onLaptop.until("the list there", screen -> screen.todos().size() == todos.size());
        laptop.mark(todos.get(2).id(), true);
        onLaptop.until(
                "the laptop's tick",
                screen -> screen.todos().size() > 2 && screen.todos().get(2).done() && screen.sign() == Sign.SYNCED);
        phone.network(true);
        Screen both = onPhone.until(
                "both ticks",
                screen -> screen.sign() == Sign.SYNCED && screen.todos().get(2).done());
        assertTrue(both.todos().get(0).done());
        assertEquals(List.of(), both.parked());
    }

    @Test
    void whatTheServerRefusesIsShownInItsWords() {
        phone.add("Write to the landlord about the damp in the hall, the window and the bell");
        Screen shown =
                onPhone.until("a refused edit", screen -> !screen.parked().isEmpty());
        Parked refused = shown.parked().get(0);
        assertEquals(
                "A title here has at most 60 characters.", shown.todos().get(0).refused());
        assertFalse(shown.todos().get(1).isRefused());
        assertTrue(refused.refused());
        assertEquals("A title here has at most 60 characters.", refused.why());
        assertEquals("Only this list has it so.", refused.now());
        phone.letGo(refused.id());
        Screen let =
                onPhone.until("no refused edit", screen -> screen.parked().isEmpty() && screen.sign() == Sign.SYNCED);
        assertTrue(let.todos().stream().noneMatch(Todo::isRefused));
    }

    @Test
    void theSwitchIsTheUsersAndSaysSo() {
        onPhone.until("green", screen -> screen.sign() == Sign.SYNCED);
        phone.syncing(false);
        phone.add("Buy bread");
        Screen off = onPhone.until("off", screen -> screen.sign() == Sign.DISCONNECTED);
        assertEquals("sync is off", off.cause());
        phone.syncing(true);
        onPhone.until("green", screen -> screen.sign() == Sign.SYNCED);
    }

    @Test
    void aScreenIsPostedOnceHoweverManyComeBeforeItIsShown() throws SQLException {
        List<Runnable> posted = new CopyOnWriteArrayList<>();
        List<Screen> shown = new CopyOnWriteArrayList<>();
        Desk desk = Desk.open(
                "Watch", folder.resolve("watch.db"), Family.EVENT_LOG, home.url(), posted::add, Clock.systemUTC());
        desks.add(desk);
        desk.show(shown::add);
        for (int i = 0; i < 50; i++) {
            desk.add("No. " + i);
        }
        desk.start();
        onPhone.until("all of them", screen -> has(screen, "No. 49"));
        desk.close();
        assertEquals(1, posted.size());
        posted.get(0).run();
        assertEquals(1, shown.size());
        assertTrue(has(shown.get(0), "No. 49"), "what is shown late is the latest");
    }

    /** Both rename one item, the laptop first. */
    private Todo overtake() {
        Todo todo = onPhone.until("the list", screen -> screen.sign() == Sign.SYNCED).todos().stream()
                .filter(each -> each.title().startsWith("Order"))
                .findFirst()
                .orElseThrow();
        phone.network(false);
        phone.rename(todo.id(), "Order tulips");
        onPhone.until("the phone's title", screen -> has(screen, "Order tulips"));
        onLaptop.until("the list", screen -> screen.sign() == Sign.SYNCED);
        laptop.rename(todo.id(), "Order ferns");
        onLaptop.until("the laptop's title", screen -> has(screen, "Order ferns") && screen.sign() == Sign.SYNCED);
        phone.network(true);
        return todo;
    }

    private static boolean has(Screen screen, String title) {
        return screen.todos().stream().anyMatch(todo -> todo.title().equals(title));
    }
}
