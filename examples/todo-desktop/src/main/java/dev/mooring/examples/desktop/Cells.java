package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.model.World;
import dev.mooring.examples.desktop.model.World.Happening;
import dev.mooring.examples.desktop.server.CellHome;
import java.util.List;
import java.util.concurrent.Executor;

/** What may happen to the server of cells. All in memory, so it is done at once. */
public final class Cells {
    private Cells() {}

    /**
     * All that may happen.
     *
     * @param server of the list
     * @param ui where news are shown
     * @return the world
     */
    public static World world(CellHome server, Executor ui) {
        return new World(
                List.of(
                        happening(
                                "Another device makes 5,000 changes",
                                () -> server.work(5000),
                                "There are 5,000 boxes more on the list."),
                        happening(
                                "The server is restored from a backup",
                                server::restore,
                                "The server has the list of before. What it has lost stays on the devices."),
                        happening(
                                "The server is another one, with another list",
                                server::beginAnew,
                                "The server has a new database, with another list.")),
                ui);
    }

    private static Happening happening(String words, Runnable act, String news) {
        return new Happening(words, () -> {
            act.run();
            return news;
        });
    }
}
