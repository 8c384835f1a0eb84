package dev.mooring.systemtests.shrunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.android.tools.r8.ClassFileResourceProvider;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.D8;
import com.android.tools.r8.D8Command;
import com.android.tools.r8.DexIndexedConsumer;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.origin.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app on Android takes becomes bytecode for API level 26, whole and shrunk, and neither tool warns of anything. */
class ShrunkAndroidTest {
    private static final int API_LEVEL = 26;

    /** The archive of Android's classes has none of Java's. That those in use are there at this level, the build checks elsewhere. */
    private static final ClassFileResourceProvider JAVA = java();

    @TempDir
    Path folder;

    @Test
    void d8TakesEverythingWithoutAWarning() throws Exception {
        Closure closure = new Closure(folder);
        Warnings warnings = new Warnings();
        Path dex = folder.resolve("whole.zip");
        D8.run(D8Command.builder(warnings)
                .addProgramFiles(closure.common())
                .addProgramFiles(closure.android())
                .addProgramFiles(closure.kotlin())
                .addLibraryFiles(closure.androidItself())
                .addLibraryResourceProvider(JAVA)
                .setMinApiLevel(API_LEVEL)
                .setMode(CompilationMode.RELEASE)
                .setProgramConsumer(new DexIndexedConsumer.ArchiveConsumer(dex))
                .build());
        assertEquals(List.of(), warnings.told());
        print("whole, " + kib(size(dex)));
    }

    @Test
    void r8ShrinksAnAppWithoutAWarning() throws Exception {
        Closure closure = new Closure(folder);
        Warnings warnings = new Warnings();
        Path dex = folder.resolve("shrunk.zip");
        R8.run(R8Command.builder(warnings)
                .addProgramFiles(closure.app("SmallAndroidApp", "SmallApp"))
                .addProgramFiles(closure.common())
                .addProgramFiles(closure.android())
                .addProgramFiles(closure.kotlin())
                .addLibraryFiles(closure.androidItself())
                .addLibraryResourceProvider(JAVA)
                .addProguardConfiguration(List.of(keep("SmallAndroidApp")), Origin.unknown())
                .setMinApiLevel(API_LEVEL)
                .setMode(CompilationMode.RELEASE)
                .setProgramConsumer(new DexIndexedConsumer.ArchiveConsumer(dex))
                .build());
        assertEquals(List.of(), warnings.told());
        long bytes = size(dex);
        long budget = Long.getLong("mooring.dex.budget");
        print("shrunk, " + kib(bytes) + " of " + budget);
        assertTrue(bytes <= budget * 1024, "over its budget");
    }

    /** All that is kept. */
    static String keep(String app) {
        return "-keep class dev.mooring.systemtests.shrunk." + app
                + " { public static void main(java.lang.String[]); }";
    }

    private static ClassFileResourceProvider java() {
        try {
            return JdkClassFileProvider.fromSystemJdk();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path dex) throws IOException {
        long bytes = 0;
        try (ZipFile zip = new ZipFile(dex.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                try (InputStream in = zip.getInputStream(entry)) {
                    bytes += in.readAllBytes().length;
                }
            }
        }
        return bytes;
    }

    private static long kib(long bytes) {
        return (bytes + 1023) / 1024;
    }

    private static void print(String what) {
        System.out.println("dex size: what an app on Android takes, " + what + " KiB");
    }
}
