package dev.mooring.examples.todo;

import dev.mooring.examples.server.EmbeddedServer;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Two devices, one list, and everything that can come between them. */
final class Story {
    private final Path folder;
    private final Narrator tell;

    Story(Path folder, PrintStream out) {
        this.folder = folder;
        this.tell = new Narrator(out);
    }

    Ending run() throws SQLException, IOException, InterruptedException {
        Path phoneFile = folder.resolve("phone.db");
        try (EmbeddedServer server = EmbeddedServer.start(folder.resolve("server.db"))) {
            try (Device laptop = Device.start("laptop", folder.resolve("laptop.db"), server.url())) {
                try (Device phone = Device.start("phone", phoneFile, server.url())) {
                    bothAddTheirFirst(phone, laptop);
                    online(phone, laptop);
                    bothEditTheSame(phone, laptop);
                    offline(phone, laptop);
                    lostAnswer(phone, laptop);
                    shop(phone, laptop, server.url());
                    beacon(phone, laptop);
                    leftOffline(phone);
                }
                try (Device job = Device.start("phone", phoneFile, server.url())) {
                    background(job, laptop);
                }
            }
            try (Device phone = Device.start("phone", phoneFile, server.url())) {
                return crashAndRestart(phone, server);
            }
        }
    }

    private void bothAddTheirFirst(Device phone, Device laptop) throws SQLException {
        tell.chapter("Two empty devices add their first items at the same time");
        tell.sync(phone);
        tell.sync(laptop);
        laptop.list.add("Feed the cat");
        tell.say("laptop adds 'Feed the cat'");
        tell.sync(laptop);
        phone.list.add("Buy milk");
        phone.list.add("Call Grace");
        tell.say("phone adds 'Buy milk' and 'Call Grace', not knowing of the cat");
        tell.sync(phone);
        tell.say("The server answered 409: the first place in its log is taken. The server wins, the rest goes out"
                + " behind.");
        tell.superseded(phone);
        for (ParkedMutation lost : phone.list.client().parked().superseded(10)) {
            phone.list.client().parked().reissue(lost.mutation().id());
        }
        tell.say("phone wants the milk all the same and reissues it");
        tell.sync(phone);
        tell.sync(laptop);
        tell.table(phone, laptop);
    }

    private void online(Device phone, Device laptop) throws SQLException {
        tell.chapter("Online: one marks, the other deletes");
        laptop.list.mark(id(laptop, "Buy milk"), true);
        tell.say("laptop marks 'Buy milk' as done");
        tell.sync(laptop);
        tell.sync(phone);
        phone.list.delete(id(phone, "Feed the cat"));
        tell.say("phone deletes 'Feed the cat'");
        tell.sync(phone);
        tell.sync(laptop);
        tell.table(phone, laptop);
    }

    private void bothEditTheSame(Device phone, Device laptop) throws SQLException {
        tell.chapter("Both edit the same item at the same time");
        laptop.list.mark(id(laptop, "Call Grace"), true);
        tell.say("laptop marks 'Call Grace' as done");
        tell.sync(laptop);
        phone.list.delete(id(phone, "Call Grace"));
        tell.say("phone deletes 'Call Grace'");
        tell.sync(phone);
        tell.say("phone has not seen the mark: the server wins, and the deletion is taken back.");
        tell.superseded(phone);
        for (ParkedMutation lost : phone.list.client().parked().superseded(10)) {
            phone.list.client().parked().drop(lost.mutation().id());
        }
        tell.say("phone agrees and drops it");
        tell.table(phone, laptop);
    }

    private void offline(Device phone, Device laptop) throws SQLException {
        tell.chapter("The phone is offline, and both go on");
        phone.network.cut(true);
        phone.list.mark(id(phone, "Buy milk"), false);
        phone.list.add("Read a book");
        phone.list.add("Water the plants");
        tell.say("phone takes the mark from 'Buy milk' and adds 'Read a book' and 'Water the plants'");
        tell.sync(phone);
        laptop.list.add("Pay the rent");
        tell.say("laptop adds 'Pay the rent'");
        tell.sync(laptop);
        tell.table(phone, laptop);
        phone.network.cut(false);
        tell.say("phone is back");
        tell.sync(phone);
        tell.superseded(phone);
        tell.sync(laptop);
        tell.table(phone, laptop);
    }

    private void lostAnswer(Device phone, Device laptop) throws SQLException {
        tell.chapter("The server stores a mutation, and its answer gets lost");
        phone.list.add("Fix the bike");
        tell.say("phone adds 'Fix the bike'");
        phone.network.loseNextAnswerToAPush();
        tell.sync(phone);
        tell.say("The phone did not send it twice: it looked at the log first and found its own mutation there.");
        tell.sync(laptop);
        tell.table(phone, laptop);
    }

    private void shop(Device phone, Device laptop, String serverUrl)
            throws SQLException, IOException, InterruptedException {
        tell.chapter("A shop's webhook writes to the log, and never in between what a device writes");
        Outside shop = new Outside(serverUrl);
        try (Device tablet = Device.start("tablet", folder.resolve("tablet.db"), serverUrl)) {
            tell.sync(tablet);
            tablet.list.add("Order a cake");
            tell.say("tablet adds 'Order a cake'");
            tell.sync(tablet);
            tell.sync(phone);
            tell.sync(laptop);
            tell.say("the shop says 'The cake is in the oven': " + written(shop.says("The cake is in the oven")));
        }
        tell.say("tablet is closed. By its last request it gives its right to write back");
        tell.say("the shop says 'The cake is on its way': " + written(shop.says("The cake is on its way")));
        phone.list.mark(id(phone, "Order a cake"), true);
        tell.say("phone marks 'Order a cake' as done, not knowing of the shop");
        tell.sync(phone);
        tell.say("It has taken what the server wrote first, and the right to write with it. Then its mark went out.");
        tell.sync(laptop);
        tell.say("both know from the shop: " + phone.list.notices());
        tell.table(phone, laptop);
    }

    private static String written(boolean atOnce) {
        return atOnce ? "the server writes it down" : "the server keeps it, as the tablet has the right to write";
    }

    private void beacon(Device phone, Device laptop) throws SQLException {
        tell.chapter("The phone leaves the screen, and says in its last moment what is left to say");
        tell.tell(
                phone,
                "is on the screen, and syncs by itself",
                phone.syncsByItself(0).join());
        phone.list.add("Pack the suitcase");
        tell.say("phone adds 'Pack the suitcase', and the app goes to the background at once");
        tell.leave(phone, "leaves the screen");
        tell.say("That was the beacon: what was left is sent, the right to write is given back, and the phone is"
                + " silent.");
        tell.sync(laptop);
        tell.table(phone, laptop);
    }

    private void leftOffline(Device phone) throws SQLException {
        tell.chapter("The phone leaves the screen without a network, and the app is ended");
        phone.network.cut(true);
        for (String title : new String[] {"Order tickets", "Find the charger", "Print the map"}) {
            phone.list.add(title);
        }
        tell.say("phone adds 'Order tickets', 'Find the charger' and 'Print the map'");
        tell.leave(phone, "leaves the screen");
        tell.say("Nobody could be told. The app is ended, and its file has the three.");
    }

    private void background(Device job, Device laptop) throws SQLException {
        tell.chapter("The network is back, and a job in the background sends what was left");
        job.network.cut(true);
        tell.say("the system starts the job, without a screen: pending "
                + job.status().pending());
        CompletableFuture<SyncReport> broken = job.syncsByItself(1);
        job.network.cutBehindNextPush();
        job.network.cut(false);
        tell.tell(job, "hears that there is a network, and syncs by itself", broken.join());
        tell.say("In the middle of that the network broke again. What the server has acknowledged is done.");
        CompletableFuture<SyncReport> rest = job.syncsByItself(0);
        job.network.cut(false);
        tell.tell(job, "hears of a network once more, and goes on with the rest", rest.join());
        tell.leave(job, "ends the job");
        tell.sync(laptop);
        tell.table(job, laptop);
    }

    private Ending crashAndRestart(Device phone, EmbeddedServer server)
            throws SQLException, IOException, InterruptedException {
        tell.chapter("The laptop adds an item, and its power fails between the server's store and the server's answer");
        Path file = folder.resolve("laptop.db");
        Crash.run("laptop", file, server.url(), "Bake bread");
        Outside outside = new Outside(server.url());
        tell.say("laptop is gone; the server has " + outside.events() + " events");
        try (Device laptop = Device.start("laptop", file, server.url())) {
            tell.say("laptop starts again: pending " + laptop.status().pending() + ", and its list shows "
                    + laptop.todos().stream().map(Todo::title).toList());
            tell.sync(laptop);
            tell.say(
                    "the server still has " + outside.events() + " events: it knows by their ids what comes once more");
            tell.sync(phone);
            tell.chapter("The end");
            tell.table(phone, laptop);
            tell.superseded(phone);
            tell.superseded(laptop);
            return Ending.of(phone, laptop);
        }
    }

    private static String id(Device device, String title) throws SQLException {
        for (Todo todo : device.todos()) {
            if (todo.title().equals(title)) {
                return todo.id();
            }
        }
        throw new IllegalStateException(device.name + " has no '" + title + "'");
    }
}
