package dev.mooring.systemtests.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.squareup.moshi.JsonReader;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.Okio;
import org.junit.jupiter.api.Test;

/**
 * A native image is told of all that is found by its name at run time, and each name that it is told is one. No image is built here: that
 * needs GraalVM.
 */
@SuppressWarnings("unchecked") // Parsed JSON has the types that it happens to have.
class NativeImageTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));
    private static final Path OURS = ROOT.resolve(
            "sync-storage-sqlite/src/main/resources/META-INF/native-image/dev.mooring/sync-storage-sqlite");

    private static final Set<String> BY_NAME = Set.of(
            "forName",
            "getMethod",
            "getDeclaredMethod",
            "getField",
            "getDeclaredField",
            "getConstructor",
            "getDeclaredConstructor",
            "newInstance",
            "newProxyInstance",
            "getResource",
            "getResourceAsStream");

    /** What the metadata below is about. */
    private static final Set<String> FINDERS = Set.of("JdkProcesses", "Guard", "DriverSwitches");

    @Test
    void nothingElseIsFoundByItsName() throws IOException {
        List<JavaClass> types = new ClassFileImporter()
                .importPackages("dev.mooring.sync").stream()
                        .filter(NativeImageTest::runsInAnApp)
                        .toList();
        Set<String> found = new TreeSet<>();
        for (JavaClass type : types) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                String owner = access.getTargetOwner().getName();
                boolean byName = owner.equals("java.util.ServiceLoader")
                        || (BY_NAME.contains(access.getName())
                                && owner.matches("java\\.lang\\.(Class|ClassLoader|reflect\\..*)"));
                if (byName) {
                    found.add(type.getSimpleName());
                }
            }
        }
        assertEquals(new TreeSet<>(FINDERS), found);
    }

    @Test
    void everyNameIsThere() throws Exception {
        Map<String, ?> metadata = (Map<String, ?>) parsed(OURS.resolve("reachability-metadata.json"));
        for (Map<String, ?> each : (List<Map<String, ?>>) metadata.get("reflection")) {
            if (each.get("type") instanceof Map<?, ?> proxy) {
                for (String type : (List<String>) proxy.get("proxy")) {
                    assertEquals(true, Class.forName(type).isInterface(), type);
                }
            } else {
                methodsAreThere(Class.forName((String) each.get("type")), each);
            }
        }
    }

    /** Older versions of GraalVM read two other files. */
    @Test
    void bothFormatsNameTheSame() throws IOException {
        Map<String, ?> metadata = (Map<String, ?>) parsed(OURS.resolve("reachability-metadata.json"));
        Map<Object, Object> types = new HashMap<>();
        Set<Object> proxies = new HashSet<>();
        for (Map<String, ?> each : (List<Map<String, ?>>) metadata.get("reflection")) {
            if (each.get("type") instanceof Map<?, ?> proxy) {
                proxies.add(Map.of("interfaces", proxy.get("proxy")));
            } else {
                Map<String, Object> rest = new HashMap<>(each);
                types.put(rest.remove("type"), rest);
            }
        }
        Map<Object, Object> older = new HashMap<>();
        for (Map<String, ?> each : (List<Map<String, ?>>) parsed(OURS.resolve("reflect-config.json"))) {
            Map<String, Object> rest = new HashMap<>(each);
            older.put(rest.remove("name"), rest);
        }
        assertEquals(types, older);
        assertEquals(proxies, Set.copyOf((List<?>) parsed(OURS.resolve("proxy-config.json"))));
    }

    /** The driver and OkHttp bring their own; should a later version not, then ours would have to say more. */
    @Test
    void theLibrariesBringTheirOwn() {
        for (String name : List.of(
                "META-INF/native-image/org.xerial/sqlite-jdbc/native-image.properties",
                "META-INF/versions/9/org/sqlite/nativeimage/SqliteJdbcFeature.class",
                "META-INF/native-image/okhttp/okhttp/native-image.properties",
                "okhttp3/internal/graal/OkHttpFeature.class",
                "okhttp3/internal/publicsuffix/PublicSuffixDatabase.list")) {
            assertNotNull(NativeImageTest.class.getClassLoader().getResource(name), name);
        }
    }

    private static void methodsAreThere(Class<?> type, Map<String, ?> each) throws ReflectiveOperationException {
        if (each.get("methods") instanceof List<?> methods) {
            for (Map<String, ?> method : (List<Map<String, ?>>) methods) {
                List<String> names = (List<String>) method.get("parameterTypes");
                Class<?>[] parameters = new Class<?>[names.size()];
                for (int i = 0; i < parameters.length; i++) {
                    parameters[i] = primitive(names.get(i));
                }
                assertNotNull(type.getMethod((String) method.get("name"), parameters));
            }
        } else {
            assertEquals(Set.of("type", "allPublicMethods"), each.keySet());
        }
    }

    private static Class<?> primitive(String name) throws ClassNotFoundException {
        return switch (name) {
            case "long" -> long.class;
            case "boolean" -> boolean.class;
            default -> Class.forName(name);
        };
    }

    private static Object parsed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonReader reader = JsonReader.of(Okio.buffer(Okio.source(in)))) {
            return reader.readJsonValue();
        }
    }

    private static boolean runsInAnApp(JavaClass type) {
        String file = top(type).getName().replace('.', '/') + ".java";
        return List.of("sync-core", "sync-sqlite", "sync-storage-sqlite", "sync-transport-okhttp").stream()
                .anyMatch(module -> Files.exists(
                        ROOT.resolve(module).resolve("src/main/java").resolve(file)));
    }

    private static JavaClass top(JavaClass type) {
        return type.getEnclosingClass().map(NativeImageTest::top).orElse(type);
    }
}
