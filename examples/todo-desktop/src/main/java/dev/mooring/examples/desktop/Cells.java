package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.server.CellHome;
import dev.mooring.examples.desktop.view.World;

/** What may happen to a changeset server. */
record Cells(CellHome server) implements World {
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
