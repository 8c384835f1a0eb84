package dev.mooring.systemtests.lane;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** In files of SQLite. */
@Tag("long")
final class CellsCrashOnFileTest extends CellsCrash {
    @TempDir
    Path files;

    @Override
    CellHome<?> home() {
        return CellHome.File.in(files);
    }
}
