package dev.mooring.systemtests.lane;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In files of SQLite. */
final class CellsRebuildOnFileTest extends CellsRebuild {
    @TempDir
    Path files;

    @Override
    CellHome<?> home() {
        return CellHome.File.in(files);
    }
}
