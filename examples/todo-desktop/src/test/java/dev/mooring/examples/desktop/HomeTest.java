package dev.mooring.examples.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Sign;
import dev.mooring.examples.desktop.model.Todo;
import dev.mooring.examples.desktop.model.World;
import dev.mooring.examples.desktop.server.HomeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that may happen to the server, as a device sees it. Needs no display. */
class HomeTest {
    @TempDir
    Path folder;

    private Home home;
    private Desk phone;
    private Watch onPhone;

    @BeforeEach
    void open() throws IOException, SQLException {
        home = Home.open(folder, 20);
        phone = desk("Phone");
        onPhone = new Watch(phone);
        phone.start();
        green("the list", 7);
    }

    private Desk desk(String name) throws SQLException {
        return Desk.open(
                name, folder.resolve(name + ".db"), Family.EVENT_LOG, home.url(), Runnable::run, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        phone.close();
        home.close();
    }

    private void happens(String words) throws Exception {
        try (World world = home.world(Runnable::run)) {
            for (World.Happening each : world.happenings()) {
                if (each.words().equals(words)) {
                    each.act().happen();
                    return;
                }
            }
        }
        throw new AssertionError("nothing is called " + words);
    }

    private void untilThePhoneHasLeft() throws IOException {
        var status = new Request.Builder()
                .url(home.url() + "/do/status")
                .header("X-User-Id", HomeServer.USER)
                .build();
        var http = new OkHttpClient();
        boolean held = true;
        while (held) {
            try (Response answer = http.newCall(status).execute()) {
                held = answer.body().string().contains("\"held_by\":\"Phone\"");
            }
        }
    }

    private Screen green(String what, int todos) {
        return onPhone.until(
                what,
                screen -> screen.sign() == Sign.SYNCED
                        && screen.status().pending() == 0
                        && screen.todos().size() == todos);
    }

    private Screen red(String cause) {
        return onPhone.until(
                cause,
                screen -> screen.sign() == Sign.INCOMPATIBLE && screen.cause().equals(cause));
    }

    private void rebuild(boolean sendBack) {
        phone.offer(sendBack, false, false, false);
        onPhone.until("the offer", screen -> screen.offer() != null);
        phone.rebuild();
    }

    @Test
    void aRestoredServerIsAskedAboutAndMayGetBackWhatItHasLost() throws Exception {
        happens("The server is restored from a backup");
        phone.add("Buy bread");
        Screen doubted = red("another history");
        assertTrue(doubted.todos().size() >= 7, "nothing is gone here");
        rebuild(true);
        assertEquals(titles(green("all that was here", 8)), titles(seenByAnother(8)));
    }

    @Test
    void aRestoredServerMayBeTakenAsItIs() throws Exception {
        happens("The server is restored from a backup");
        red("another history");
        phone.add("Buy bread");
        rebuild(false);
        List<String> titles = titles(green("the backup and what was written since", 6));
        assertTrue(titles.contains("Buy bread"));
        assertTrue(titles.containsAll(Home.TITLES));
    }

    @Test
    void anOldCopyIsFoundOutByTheLengthOfTheLog() throws Exception {
        happens("An old backup is put back, and nobody says so");
        red("server lost data");
        rebuild(true);
        green("all that was here", 7);
    }

    @Test
    void anotherServerIsNotMixedIn() throws Exception {
        happens("The server is another one, with another list");
        assertEquals(7, red("another history").todos().size());
        rebuild(false);
        green("the other list", 3);
    }

    @Test
    void whatIsWrittenElsewhereComes() throws Exception {
        long before = onPhone.until("green", screen -> true).status().position();
        happens("Another device makes 5,000 changes");
        onPhone.until(
                "all of it",
                screen -> screen.sign() == Sign.SYNCED && screen.status().position() >= before + 5000);
    }

    @Test
    void aShopWaitsForThePhoneAndComesWhenThatHasGone() throws Exception {
        phone.add("Buy bread");
        green("the bread", 8);
        World.Happening shop = home.world(Runnable::run).happenings().get(0);
        assertTrue(shop.act().happen().contains("the Phone has the right to write"));
        try (Desk laptop = desk("Laptop")) {
            Watch onLaptop = new Watch(laptop);
            laptop.start();
            onLaptop.until("a live list", screen -> screen.beside().equals("live"));
            phone.syncing(false);
            onLaptop.until("the shop's words", screen -> !screen.notices().isEmpty());
        }
        untilThePhoneHasLeft(); // The shop's words came with the last exchange already, and that is before.
        String words = shop.act().happen();
        assertTrue(words.contains("The server has written it"), words);
        phone.syncing(true);
        onPhone.until(
                "both of the shop's notes",
                screen -> screen.notices().stream()
                        .anyMatch(notice -> notice.words()
                                .equals("The shop says: Order 2 is ready to be collected. And 1 note before that.")));
    }

    @Test
    void aServerThatWasThereBeforeGoesOn() throws Exception {
        phone.add("Buy bread");
        green("the bread", 8);
        phone.close();
        home.close();
        home = Home.open(folder, 20);
        assertEquals(8, seenByAnother(8).todos().size());
    }

    private Screen seenByAnother(int todos) throws SQLException {
        try (Desk laptop = desk("Laptop")) {
            Watch onLaptop = new Watch(laptop);
            laptop.start();
            return onLaptop.until("the list there", screen -> screen.todos().size() == todos);
        }
    }

    private static List<String> titles(Screen screen) {
        return screen.todos().stream().map(Todo::title).sorted().toList();
    }
}
