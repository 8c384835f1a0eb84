package dev.mooring.examples.server.check;

import dev.mooring.examples.server.PostgresProcess;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** All promises of the family, over PostgreSQL. */
@Tag("long")
class ConformanceOnPostgresTest extends ConformanceOfServerTest {
    @Override
    List<String> options() {
        return List.of("--jdbc", PostgresProcess.shared().database(), "--connections", "4");
    }
}
