package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is stable still compiles and runs as it did with the last release, whose signatures lie in {@code build-tools/api}. With {@code
 * -Dmooring.api.renew} they are written anew instead.
 */
class ApiTest {
    private static final Path LAST = ReleaseRepository.ROOT.resolve("build-tools/api");

    @TempDir
    Path folder;

    @Test
    void nothingThatIsStableIsBroken() throws IOException {
        boolean renew = System.getProperty("mooring.api.renew") != null;
        List<String> broken = new ArrayList<>();
        List<String> compared = new ArrayList<>();
        for (String module : ReleaseRepository.modules()) {
            Path last = LAST.resolve(module + ".jar");
            if (!module.equals("mooring-bom")) {
                Path now = renew ? last : folder.resolve(module + ".jar");
                boolean stable = Signatures.write(ReleaseRepository.file(module, ".jar"), now);
                if (Files.exists(last)) {
                    compared.add(module);
                    broken.addAll(stable ? ApiComparison.broken(last, now) : List.of(module + ": all of it is gone"));
                }
            }
        }
        assertEquals(
                List.of(
                        "sync-core",
                        "sync-kotlin",
                        "sync-sqlite",
                        "sync-storage-android",
                        "sync-storage-sqlite",
                        "sync-testing",
                        "sync-transport-okhttp"),
                compared);
        assertEquals("", String.join("\n", broken), "differs from the last release; docs/releasing.md says what to do");
    }
}
