package dev.mooring.examples.desktop.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.Parked;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Sign;
import dev.mooring.examples.desktop.model.Todo;
import dev.mooring.examples.desktop.model.TodoTable;
import dev.mooring.examples.desktop.server.CellHome;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two windows over a changeset server. */
@Timeout(120)
class CellWindowsTest {
    @TempDir
    Path folder;

    private final CellHome server = new CellHome(Family.ROOM, TodoTable.SCHEMA);
    private TwoWindows windows;
    private TwoWindows.Window phone;
    private TwoWindows.Window laptop;

    @BeforeEach
    void open() throws SQLException {
        Display.orSkip();
        server.start();
        windows = new TwoWindows(folder, server);
        phone = windows.phone;
        laptop = windows.laptop;
        phone.desk.start();
        laptop.desk.start();
        synced(phone);
        synced(laptop);
    }

    @AfterEach
    void close() {
        if (windows != null) {
            server.close();
            windows.close();
        }
    }

    private static Screen synced(TwoWindows.Window window) {
        return window.watch.until(
                "green",
                screen -> screen.sign() == Sign.SYNCED && screen.status().pending() == 0);
    }

    private static boolean has(Screen screen, String title, boolean done) {
        return screen.todos().stream().anyMatch(todo -> todo.title().equals(title) && todo.done() == done);
    }

    private static String first(Screen screen) {
        return screen.todos().isEmpty() ? "" : screen.todos().get(0).title();
    }

    private static Todo find(Screen screen, String title) {
        return screen.todos().stream()
                .filter(todo -> todo.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsTypedHereIsThereAtOnce() {
        phone.write("Buy bread");
        laptop.watch.until("the bread", screen -> has(screen, "Buy bread", false));
        phone.watch.until("all six", screen -> screen.todos().size() == 6);
        phone.shoot("cells");
    }

    /** Nobody is asked: a title and a tick are two cells. */
    @Test
    void editsOfTwoCellsOfOneItemBothStay() {
        Todo ferry = find(synced(phone), "Book the ferry to Vis");
        phone.press("network");
        phone.desk.mark(ferry.id(), true);
        laptop.desk.rename(ferry.id(), "Book the night ferry");
        synced(laptop);
        phone.press("network");
        phone.watch.until("both edits", screen -> has(screen, "Book the night ferry", true));
        laptop.watch.until("both edits there", screen -> has(screen, "Book the night ferry", true));
        assertTrue(synced(phone).parked().isEmpty());
    }

    @Test
    void whatIsRefusedIsShownWithItsReason() {
        phone.write("Write to the landlord about the damp in the hall, the window and the bell");
        Screen screen = phone.watch.until("the refusal", now -> !now.parked().isEmpty());
        Parked parked = screen.parked().get(0);
        assertTrue(parked.why().contains("at most 60 characters"), parked::toString);
        assertTrue(parked.wanted().startsWith("Add “Write to the landlord"), parked::toString);
        phone.shoot("cells-refused");
        phone.press("edit");
        phone.edit("Write to the landlord");
        laptop.watch.until("the shorter title, newest", now -> first(now).equals("Write to the landlord"));
        Screen sent = synced(phone);
        assertTrue(sent.parked().isEmpty(), sent::toString);
        assertEquals("Write to the landlord", first(sent));
    }

    @Test
    void aServerThatIsMadeAnewIsRed() {
        server.beginAnew();
        phone.watch.until("another server", screen -> screen.sign() == Sign.INCOMPATIBLE);
        phone.shoot("cells-incompatible");
    }
}
