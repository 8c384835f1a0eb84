package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docs/conformance.md shows the faults that are planted, and what finds them. */
class FaultTableTest {
    private static final Path PAGE =
            Path.of(System.getProperty("mooring.root", "..")).resolve("docs/conformance.md");

    /** Write it anew: run this test with {@code -Dmooring.write=true}. */
    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        String anew = FaultTable.in(page);
        if (Boolean.getBoolean("mooring.write")) {
            Files.writeString(PAGE, anew);
        }
        assertEquals(anew, Files.readString(PAGE), "docs/conformance.md is old; write it by -Dmooring.write=true");
    }

    @Test
    void eachFamilyHasADozenFaultsWithNamesOfTheirOwn() {
        for (Plot<?> plot : Plot.all()) {
            Set<String> names = new HashSet<>();
            plot.faults().forEach(each -> names.add(each.id()));
            assertTrue(names.size() >= 12, () -> plot.name() + " has " + names.size() + " faults");
            assertEquals(plot.faults().size(), names.size(), () -> "two faults of " + plot.name() + " have one name");
        }
    }
}
