package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** With each jar come its sources, its Javadoc and its bill of materials; each file has its checksums. */
class PublishedFilesTest {
    private static final List<String> OF_EACH_JAR =
            List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", ".pom");

    @Test
    void everyFileIsThereWithItsChecksums() throws Exception {
        for (String module : ReleaseRepository.modules()) {
            for (String suffix : suffixes(module)) {
                Path file = ReleaseRepository.file(module, suffix);
                assertEquals(digest("SHA-1", file), Files.readString(beside(file, ".sha1")), file.toString());
                assertEquals(digest("MD5", file), Files.readString(beside(file, ".md5")), file.toString());
            }
        }
    }

    /** Where the build was given a key. The signatures themselves are checked by those who have the public one. */
    @Test
    void everyFileIsSignedIfThereIsAKey() throws Exception {
        boolean signed = !System.getProperty("mooring.signed").isEmpty();
        for (String module : ReleaseRepository.modules()) {
            for (String suffix : suffixes(module)) {
                Path signature = beside(ReleaseRepository.file(module, suffix), ".asc");
                assertEquals(signed, Files.exists(signature), signature.toString());
                if (signed) {
                    assertTrue(Files.readString(signature).startsWith("-----BEGIN PGP SIGNATURE-----"));
                }
            }
        }
    }

    @Test
    void everyJarHasTheLicenceAndAModuleName() throws Exception {
        for (String module : jars()) {
            try (JarFile jar =
                    new JarFile(ReleaseRepository.file(module, ".jar").toFile())) {
                assertTrue(jar.getEntry("META-INF/LICENSE") != null, module);
                boolean named = jar.getEntry("module-info.class") != null
                        || jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name") != null;
                assertTrue(named, module);
            }
        }
    }

    @Test
    void sourcesAndJavadocHoldSomething() throws Exception {
        for (String module : jars()) {
            assertTrue(holds(ReleaseRepository.file(module, "-sources.jar"), ".java", ".kt"), module);
            assertTrue(holds(ReleaseRepository.file(module, "-javadoc.jar"), ".html"), module);
        }
    }

    /** The bill names what the pom names, by version and checksum, and nothing of the tests. */
    @Test
    void theBillOfMaterialsNamesWhatRuns() throws Exception {
        String bill = Files.readString(ReleaseRepository.file("sync-transport-okhttp", "-cyclonedx.json"));
        for (String name : List.of("okhttp-jvm", "okhttp-sse", "okio-jvm", "kotlin-stdlib", "moshi", "slf4j-api")) {
            assertTrue(bill.contains("\"name\" : \"" + name + "\""), name);
        }
        for (String name : List.of("junit", "okhttp-tls", "mockwebserver3", "slf4j-simple")) {
            assertFalse(bill.contains("\"name\" : \"" + name), name);
        }
        String android = Files.readString(ReleaseRepository.file("sync-storage-android", "-cyclonedx.json"));
        assertFalse(android.contains("android-all"));
    }

    static List<String> suffixes(String module) {
        return module.equals("mooring-bom") ? List.of(".pom") : OF_EACH_JAR;
    }

    private static List<String> jars() throws Exception {
        return ReleaseRepository.modules().stream()
                .filter(module -> !module.equals("mooring-bom"))
                .toList();
    }

    private static boolean holds(Path jar, String... endings) throws Exception {
        try (JarFile open = new JarFile(jar.toFile())) {
            return open.stream().anyMatch(entry -> List.of(endings).stream().anyMatch(entry.getName()::endsWith));
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String digest(String algorithm, Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
    }
}
