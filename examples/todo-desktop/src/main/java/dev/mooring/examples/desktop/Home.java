package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.server.HomeServer;
import dev.mooring.examples.desktop.server.Tablet;
import dev.mooring.examples.desktop.view.World;

/**
 * What may happen to the server of the log. All in memory, so it is done at once.
 *
 * @param server of the list
 * @param tablet that writes to it
 */
public record Home(HomeServer server, Tablet tablet) implements World {
    @Override
    public void restoreFromBackup() {
        server.restore(server.latest() / 2);
    }

    @Override
    public void beginAnew() {
        server.restore(0);
        tablet.beginAnew();
    }

    @Override
    public void muchIsWritten() {
        tablet.work(5000);
    }
}
