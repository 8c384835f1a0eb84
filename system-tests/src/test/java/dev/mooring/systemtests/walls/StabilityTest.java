package dev.mooring.systemtests.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.mooring.sync.Beta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each public type is stable or {@link Beta}; what is stable promises nothing that is not. */
class StabilityTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));

    /** Without the one in Kotlin, in which nothing is Beta. */
    private static final List<String> MODULES = List.of(
            "sync-core",
            "sync-sqlite",
            "sync-storage-sqlite",
            "sync-storage-android",
            "sync-transport-okhttp",
            "sync-inspector",
            "sync-testing",
            "sync-testing-servers");

    private static final Pattern EXPORT = Pattern.compile("exports (\\S+);");

    private static final Set<String> EXPORTED = exported();

    private static final List<JavaClass> PUBLIC = new ClassFileImporter()
            .importPackages("dev.mooring.sync").stream()
                    .filter(StabilityTest::isPublished)
                    .filter(StabilityTest::isPublic)
                    .toList();

    /** Otherwise an app that uses only what is stable could be broken by what is not. */
    @Test
    void whatIsStableNamesNothingBeta() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass type : PUBLIC) {
            if (!isBeta(type)) {
                for (JavaMember member : type.getMembers()) {
                    if (isShown(member)
                            && !member.isAnnotatedWith(Beta.class)
                            && named(member).anyMatch(StabilityTest::namesBeta)) {
                        broken.add(member.getFullName());
                    }
                }
            }
        }
        assertEquals("", String.join("\n", broken), "names what is @Beta, and is not marked itself");
    }

    @Test
    void theDocumentNamesEverythingThatIsBeta() throws IOException {
        Set<String> marked = new TreeSet<>();
        for (JavaClass type : PUBLIC) {
            if (type.getPackage().isAnnotatedWith(Beta.class)) {
                marked.add(type.getPackageName());
            } else if (type.isAnnotatedWith(Beta.class)) {
                marked.add(type.getName().replace('$', '.'));
            } else if (!isBeta(type)) {
                type.getMembers().stream()
                        .filter(member -> isShown(member) && member.isAnnotatedWith(Beta.class))
                        .forEach(member ->
                                marked.add(member.getOwner().getName().replace('$', '.') + "." + member.getName()));
            }
        }
        Path document = Path.of(System.getProperty("mooring.root", "..")).resolve("docs/stability.md");
        Set<String> named = Files.readAllLines(document).stream()
                .filter(line -> line.startsWith("| `dev.mooring."))
                .flatMap(line -> Stream.of(line.split("\\|")[1].split(",")))
                .map(name -> name.strip().replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", marked), String.join("\n", named));
    }

    @Test
    void theScanFindsThePublicTypes() {
        assertTrue(PUBLIC.size() > 200, "found " + PUBLIC.size());
        assertTrue(PUBLIC.stream().anyMatch(StabilityTest::isBeta));
    }

    private static Set<String> exported() {
        Set<String> exported = new HashSet<>(Set.of("dev.mooring.sync.android")); // Which is no module.
        for (String module : MODULES) {
            Path declaration = ROOT.resolve(module).resolve("src/main/java/module-info.java");
            if (Files.exists(declaration)) {
                try {
                    EXPORT.matcher(Files.readString(declaration))
                            .results()
                            .forEach(found -> exported.add(found.group(1)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return exported;
    }

    /** The sources tell what is published; a scan of the class path finds tests as well. */
    private static boolean isPublished(JavaClass type) {
        String file = "src/main/java/" + top(type).getName().replace('.', '/') + ".java";
        return EXPORTED.contains(type.getPackageName())
                && MODULES.stream()
                        .anyMatch(module -> Files.exists(ROOT.resolve(module).resolve(file)));
    }

    private static JavaClass top(JavaClass type) {
        return type.getEnclosingClass().map(StabilityTest::top).orElse(type);
    }

    private static boolean isPublic(JavaClass type) {
        boolean shown = type.getModifiers().contains(JavaModifier.PUBLIC)
                || (type.isNestedClass() && type.getModifiers().contains(JavaModifier.PROTECTED));
        return shown && type.getEnclosingClass().map(StabilityTest::isPublic).orElse(true);
    }

    private static boolean isShown(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static boolean isBeta(JavaClass type) {
        return type.isAnnotatedWith(Beta.class)
                || type.getPackage().isAnnotatedWith(Beta.class)
                || type.getEnclosingClass().map(StabilityTest::isBeta).orElse(false);
    }

    private static boolean namesBeta(JavaType type) {
        return type.getAllInvolvedRawTypes().stream().anyMatch(StabilityTest::isBeta);
    }

    private static Stream<JavaType> named(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.concat(Stream.of(code.getReturnType()), code.getParameterTypes().stream());
    }
}
