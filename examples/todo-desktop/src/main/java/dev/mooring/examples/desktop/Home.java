package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.model.Tablet;
import dev.mooring.examples.desktop.model.World;
import dev.mooring.examples.desktop.model.World.Happening;
import dev.mooring.examples.desktop.server.HomeServer;
import dev.mooring.examples.desktop.server.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executor;

/** The server of the log, who else writes to it, and what may happen to it. */
public final class Home implements AutoCloseable {
    /** The list when the backup is made. */
    public static final List<String> TITLES = List.of(
            "Book the ferry to Vis",
            "Sharpen the kitchen knives",
            "Call Grace about Sunday",
            "Order seeds for the balcony",
            "Fix the back door");

    /** What is added to it behind the backup. */
    public static final List<String> LATER = List.of("Return the library books", "Renew the passport");

    private static final List<String> OTHER_TITLES =
            List.of("Paint the balcony", "Find a plumber", "Write to Ada's school");

    private final HomeServer server;
    private final Tablet tablet;
    private final Shop shop;
    private int orders;

    private Home(HomeServer server, Path folder) {
        this.server = server;
        tablet = new Tablet(folder, server.url());
        shop = new Shop(server.url());
    }

    /**
     * Serves when it returns. Where there was no database, the tablet has written the list. There is a backup: of a list that begins, from the
     * middle of that; else of what is there now.
     *
     * @param folder of the server's database
     * @param edits how many the list has had before
     * @return the home
     * @throws IOException if it cannot serve
     * @throws SQLException if the list cannot be written
     */
    public static Home open(Path folder, int edits) throws IOException, SQLException {
        HomeServer server = HomeServer.start(folder);
        try {
            Home home = new Home(server, folder);
            home.begin(edits);
            return home;
        } catch (IOException | SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void begin(int edits) throws IOException, SQLException {
        if (server.begins()) {
            tablet.write(TITLES);
            tablet.work(edits / 2);
            server.backUp();
            tablet.write(LATER);
            tablet.work(edits - edits / 2);
        } else {
            server.backUp();
        }
    }

    /**
     * Where it listens.
     *
     * @return its base URL
     */
    public String url() {
        return server.url();
    }

    /** Who else writes. */
    public Tablet tablet() {
        return tablet;
    }

    /**
     * All that may happen.
     *
     * @param ui where news are shown
     * @return the world
     */
    public World world(Executor ui) {
        return new World(
                List.of(
                        new Happening("A shop's webhook writes to the list", this::shopTells),
                        new Happening("Another device makes 5,000 changes", this::muchIsWritten),
                        new Happening("The server is restored from a backup", this::restore),
                        new Happening("An old backup is put back, and nobody says so", this::restoreUnsaid),
                        new Happening("The server is another one, with another list", this::beginAnew)),
                ui);
    }

    private String shopTells() throws IOException {
        orders++;
        String holder = shop.tells("Order " + orders + " is ready to be collected.");
        return holder.isEmpty()
                ? "The server has written it, as no device has the right to write at the moment."
                : "It waits at the server: the " + holder
                        + " has the right to write. It comes with the next sync of the " + holder
                        + ", or at once if you turn Sync off there.";
    }

    private String muchIsWritten() throws IOException, SQLException {
        tablet.work(5000);
        return "The tablet has made 5,000 changes, and has given the right to write back.";
    }

    private String restore() throws IOException {
        server.restore();
        return "The server is restored, and says so: its log has another name now.";
    }

    private String restoreUnsaid() throws IOException, SQLException {
        server.restoreUnsaid();
        return "The log has its old name, and is shorter than it was.";
    }

    private String beginAnew() throws IOException, SQLException {
        server.beginAnew();
        tablet.write(OTHER_TITLES);
        return "The server has an empty database, and somebody has begun another list.";
    }

    @Override
    public void close() {
        server.close();
    }
}
