package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.server.CellHome;
import dev.mooring.examples.desktop.view.World;

/**
 * What may happen to the server of cells.
 *
 * @param server of the list
 */
public record Cells(CellHome server) implements World {
    @Override
    public void restoreFromBackup() {
        server.restore();
    }

    @Override
    public void beginAnew() {
        server.beginAnew();
    }

    @Override
    public void muchIsWritten() {
        server.work(5000);
    }
}
